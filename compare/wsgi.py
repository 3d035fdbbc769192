"""What a WSGI server imports: ``gunicorn compare.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

from compare.web.bodies import bounded
from compare.web.turns import in_turn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.settings")
os.environ.setdefault("CLAIMGRID_SERVED", "1")

application = bounded(in_turn(get_wsgi_application()))

from compare.web.heap import keep_small  # noqa: E402  (settings must stand first)
from compare.web.warm import load_all  # noqa: E402

load_all()
keep_small()
