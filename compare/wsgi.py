"""What a WSGI server imports: ``gunicorn compare.wsgi``."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from compare.web.bodies import bounded
from compare.web.turns import in_turn

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "compare.settings")
os.environ.setdefault("CLAIMGRID_SERVED", "1")

application = bounded(in_turn(get_wsgi_application()))

from compare.web.warm import load_all  # noqa: E402  (settings must stand first)

# What is loaded stays: the collector need not go through it again, and may come less often for what is new. It goes
# through all that is older soon after: that is little, and what lies there uncollected made a worker grow by a tenth.
load_all()
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 5, 1)
