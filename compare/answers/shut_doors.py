"""A page that says in words why somebody is not let through, and who can help. It reads no database."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control


def shut_door(request: HttpRequest, status: int, title: str, *paragraphs: str) -> HttpResponse:
    """The page, which nobody keeps."""
    page = render(request, "shut_door.html", {"title": title, "paragraphs": paragraphs}, status=status)
    patch_cache_control(page, no_store=True)
    return page
