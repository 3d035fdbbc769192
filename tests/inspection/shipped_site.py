"""The shipped bases behind a real gunicorn, for what looks at the site from outside."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.served.server import Server, manage, serving

# A public site behind a proxy that speaks https.
PUBLIC = {
    "CLAIMGRID_TRIAL": "0",
    "ALLOWED_HOSTS": "127.0.0.1",
    "BEHIND_PROXY": "1",
    "SECRET_KEY": "only to look at the site: sixty letters or more, and none of them secret",
}


@contextmanager
def shipped_site(*, public: bool = False) -> Iterator[Server]:
    """As ``make run`` serves it, or as a public site does, whose static files are collected."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base.sqlite3"
        variables = PUBLIC | {"STATIC_ROOT": f"{folder}/static"} if public else {}
        manage(base, "migrate", "--verbosity", "0")
        manage(base, "load_once")
        if public:
            manage(base, "collectstatic", "--noinput", "--verbosity", "0", **variables)
        application = "tests.inspection.behind_proxy" if public else "compare.wsgi"
        with serving(base, application, **variables) as server:
            yield server
