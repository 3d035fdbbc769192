"""The base as a fixture, out and in."""
