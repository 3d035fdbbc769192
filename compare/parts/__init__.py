"""What several pages show: tables, leaves of long lists, orders, and the rows of their fixtures."""
