"""Packages of frameworks: which were read, what an index says of them, what can be counted in them."""
