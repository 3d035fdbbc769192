"""Count the queries of pages: ``python -m tests.bench.queries PATH …`` prints one number a line. A path with ``admin``
in front is asked for by a superuser. Uncached, with the settings of the tests.
"""

import os
import sys

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    for path in sys.argv[1:]:
        client = Client(SERVER_NAME="localhost")
        if path.startswith("/admin/"):
            users = get_user_model().objects
            client.force_login(users.filter(username="bench").first() or users.create_superuser("bench"))
        client.get("/about/")  # what the first request of a process asks beside
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(path)
        print(len(queries) if answer.status_code == 200 else -answer.status_code, flush=True)


if __name__ == "__main__":
    main()
