"""One robot without manners: it follows every link it sees, filters and files too, as fast as it is answered."""

from __future__ import annotations

import html
import http.client
import random
import re
from collections.abc import Iterable
from multiprocessing.sharedctypes import Synchronized
from urllib.parse import urljoin

LINK = re.compile(r'<a [^>]*?href="([^"#]+)')
PATIENCE = 60
START = ("/", "/sitemap.xml", "/robots.txt")
NOT_OURS = ("/admin/", "/static/")


def links(text: str, path: str) -> Iterable[str]:
    """The addresses of this site that a page leads to."""
    for href in LINK.findall(text):
        address = urljoin(path, html.unescape(href))
        if address.startswith("/") and not address.startswith(("//", *NOT_OURS)):
            yield address


def crawl(port: int, seed: int, answered: Synchronized[int], failed: Synchronized[int]) -> None:
    """On and on, until somebody kills it. It begins anew when it has seen everything."""
    order = random.Random(seed)  # noqa: S311
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    while True:
        ahead, known = list(START), set(START)
        while ahead:
            path = ahead.pop(order.randrange(len(ahead)))
            try:
                connection.request("GET", path, headers={"Accept-Encoding": "identity"})
                response = connection.getresponse()
                text = response.read().decode(errors="replace")
            except (OSError, http.client.HTTPException):
                connection.close()
                _add(failed)
                continue
            _add(answered if response.status < http.client.INTERNAL_SERVER_ERROR else failed)
            found = [one for one in links(text, path) if one not in known]
            known.update(found)
            ahead += dict.fromkeys(found)


def _add(counter: Synchronized[int]) -> None:
    with counter.get_lock():
        counter.value += 1
