"""What a proxy that speaks https hands on to a public site."""

from collections.abc import Callable, Iterable
from typing import Any

from compare.wsgi import application as site


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    answer: Iterable[bytes] = site(environ | {"HTTP_X_FORWARDED_PROTO": "https"}, start_response)
    return answer
