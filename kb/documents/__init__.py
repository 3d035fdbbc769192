"""The documents behind claims: their texts, the quotes in them, whether they still answer."""
