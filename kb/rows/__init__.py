"""How rows leave the database and enter it: statements, cursors, bulk writes, and the bridge to records."""
