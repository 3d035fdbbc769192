"""What the headers Accept and Accept-Encoding let in (RFC 9110, sections 12.5.1 and 12.5.3). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

ACCEPT_ENCODING = "HTTP_ACCEPT_ENCODING"  # as the environment of a request has it, which may be changed

WEIGHT = re.compile(r"0(\.[0-9]*)?|1(\.0*)?")


def accepts(header: str, media_type: str) -> bool:
    """Whether the header lets the media type in: the most precise range that names it decides.

    Parameters of a range other than ``q`` are left aside: a charset or a profile excludes nothing here. A range whose
    ``q`` is not a number from 0 to 1 in digits is left aside itself; of a range named twice the larger weight counts.
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, *parameters = (text.strip() for text in part.split(";"))
        weight = _weight(parameters)
        if name and weight is not None:
            weights[name] = max(weights.get(name, 0), weight)
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return not weights or next((weights[name] > 0 for name in ranges if name in weights), False)


def without_refused(header: str) -> str:
    """The header without what it names only to refuse it, by a weight of 0: “br” of “br, gzip;q=0”."""
    return ",".join(part for part in header.split(",") if _weight(part.lower().split(";")[1:]) != 0)


def _weight(parameters: Iterable[str]) -> float | None:
    """The ``q`` of a range, 1 if it has none; None if it is no weight."""
    for parameter in parameters:
        name, _, value = (text.strip() for text in parameter.partition("="))
        if name == "q":
            return float(value) if WEIGHT.fullmatch(value) else None
    return 1
