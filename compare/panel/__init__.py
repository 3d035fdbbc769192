"""How a page is narrowed down and rearranged: filter panel, facets, chips, columns."""
