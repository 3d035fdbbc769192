"""What a page says of itself to machines: citations and linked data. Pure."""
