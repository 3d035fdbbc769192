"""Two rows that are one thing become one: planned, previewed, carried out, undone."""
