"""Two rows that are one thing: previewed, merged, undone."""
