"""What is refused, and how much is taken. Pure."""

from __future__ import annotations

MOST_TEXT_BYTES = 5 * 1024 * 1024
MOST_TEXT_SIZE = "5 MiB"


class TextRefused(ValueError):
    """No text can be had from this file. The message is for an editor."""
