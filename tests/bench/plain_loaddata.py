"""Django's own ``loaddata`` into our tables, as the yardstick: ``python -m tests.bench.plain_loaddata FILE``.

It is Django's command and Django's reader of JSON, with our signals as they are. These leave rows of a fixture alone
where our own command does not collect them: no rule is checked, no history written, no cell or word derived, which
is what somebody gets who loads the same file into such tables with Django alone.
"""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command


def main(fixture: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.settings")
    django.setup()
    from django.core.management.commands.loaddata import Command

    call_command(Command(), fixture, verbosity=0)


if __name__ == "__main__":
    main(sys.argv[1])
