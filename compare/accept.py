"""What an Accept header lets in (RFC 9110, section 12.5.1). Pure."""

from __future__ import annotations

from collections.abc import Iterable


def accepts(header: str, media_type: str) -> bool:
    """Whether the header lets the media type in: the most precise range that names it decides.

    Parameters of a range other than ``q`` are left aside: a charset or a profile excludes nothing here.
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (text.strip() for text in part.split(";"))
        if name:
            weights[name] = max(weights.get(name, 0), _weight(parameters))
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return not weights or next((weights[name] > 0 for name in ranges if name in weights), False)


def _weight(parameters: Iterable[str]) -> float:
    """The ``q`` of a range; 1 if it has none that can be read."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 1
    return 1
