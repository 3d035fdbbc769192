"""A choice arranged for people: findings, outcome, and what would change it. Pure."""
