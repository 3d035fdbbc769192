"""One module a line, with what it says of itself, room by room from the outermost layer inwards: `make modules`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from textwrap import shorten

from tests.house.test_layers import contracts, layers, room_of
from tests.house.tree import docstring, texts

WIDEST = 120


def summary(module: str) -> str:
    """The first sentence of its docstring; of a command without its name."""
    words = re.sub(r"^``manage.py .*?``: ", "", " ".join(docstring(module).split()))
    return re.split(r"(?<=\.) (?=[A-Z`])", words, maxsplit=1)[0]


def lines() -> Iterator[str]:
    """The rooms of both packages with their modules; a room that imports another stands above it."""
    for contract in contracts():
        for room in layers(contract):
            modules = [name for name in texts() if room_of(name) == room]
            yield f"{room}  {summary(room)}" if docstring(room) else room
            for name in sorted(set(modules) - {room}):
                begin = f"    {name.removeprefix(f'{room}.'):32} "
                yield (begin + shorten(summary(name), WIDEST - len(begin), placeholder=" …")).rstrip()


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
