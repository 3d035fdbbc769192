"""How gunicorn serves Claimgrid, for ``make run`` and a public site alike; its command line goes before this file.

gunicorn reads it from the folder in which it is started.
"""

from pathlib import Path

wsgi_app = "compare.wsgi"
worker_class = "gthread"
threads = 16  # few of them compute at once (compare/web/turns.py); /healthz needs no turn, but a thread
keepalive = 5  # seconds: longer than a browser needs for the next file of a page
graceful_timeout = 10
limit_request_line = 8190
backlog = 256  # more wait nowhere: they are refused at once, and their proxy can say so
control_socket_disable = True
loglevel = "warning"
# nobody's word for https is taken here, not this machine's either: what a proxy says is read with BEHIND_PROXY alone
forwarded_allow_ips = ""

# A worker shows that it lives by touching a file, and must not wait for a disk to do so.
MEMORY = Path("/dev/shm")  # noqa: S108
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() else None
