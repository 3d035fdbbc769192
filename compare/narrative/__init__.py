"""What pages say of one thing in sentences: a company, a claim's past, an example, a search result. Pure."""
