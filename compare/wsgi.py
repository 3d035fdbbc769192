"""What a WSGI server imports: ``gunicorn compare.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

from compare.clients import in_turn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.settings")

application = in_turn(get_wsgi_application())
