"""The rules of the house: which module may know which, and what things are called."""
