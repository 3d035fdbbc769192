"""``python -m kb.documents.extraction KIND SECONDS MEMORY``: the process that `bounds` starts, texts in and out."""

from __future__ import annotations

import sys

from kb.documents.extraction.bounds import REFUSED, TOO_DEEP, bind, reader
from kb.documents.extraction.refusals import TextRefused
from kb.documents.extraction.text_kinds import TextKind


def main() -> None:
    kind, seconds, memory = sys.argv[1:]
    bind(int(seconds), int(memory))
    try:
        text = reader(TextKind(kind))(sys.stdin.buffer.read().decode())
    except (TextRefused, RecursionError) as error:
        sys.stderr.write(str(error) if isinstance(error, TextRefused) else TOO_DEEP)
        raise SystemExit(REFUSED) from error
    sys.stdout.buffer.write(text.encode())


if __name__ == "__main__":
    main()
