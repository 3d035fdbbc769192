"""What is computed from the base and kept beside it: cells, tallies, occurrences. Rebuilt at will."""
