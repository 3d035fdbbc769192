"""Mutants that survive and may: each means the same as the original."""

from __future__ import annotations

EQUAL: dict[str, str] = {}  # the reason, by the name of the mutant
