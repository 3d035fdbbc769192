"""What a WSGI server imports: ``gunicorn compare.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

from compare.clients import for_listeners

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.settings")

application = for_listeners(get_wsgi_application())
