"""Claims: entered, reviewed, imported, taken through their steps."""
