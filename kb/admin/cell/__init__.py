"""Cells: how they stand, and what editors record about them."""
