"""Finding things by their words: one index in two tables, the same on every database.

`text` spells words, `spelling` forgives slips (both pure), `index` keeps the tables right, `finding` asks them.
"""
