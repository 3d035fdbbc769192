"""The pages: each module answers the addresses of one kind of thing."""
