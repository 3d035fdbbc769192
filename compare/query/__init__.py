"""From an address and its query to the cells and claims that it selects."""
