"""What an ASGI server imports: ``uvicorn compare.asgi:application``."""

import os

from django.core.asgi import get_asgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.settings")
os.environ.setdefault("CLAIMGRID_SERVED", "1")

application = get_asgi_application()

for alias in connections:
    connections.settings[alias]["CONN_MAX_AGE"] = 0  # here no thread would find its connection again
