"""The answer to an error: a fault of the database has a name and a time to ask again; nothing here reads a database."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

from compare.answers.problems import face_of, problem
from compare.web import request_ids
from compare.web.clients import READING
from compare.web.database_faults import DatabaseFault, database_fault

UNAVAILABLE, BROKEN = 503, 500
OF_PROGRAM = ("csrf", "_")  # how the names of fields begin that nobody types into


def broken(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: called while the error is being handled."""
    fault = database_fault(sys.exc_info()[1])
    response = _unavailable(request, fault) if fault else _error(request)
    patch_cache_control(response, no_store=True)
    return response


def _error(request: HttpRequest) -> HttpResponse:
    face = face_of(request.path)
    if face:
        return problem(request, face, BROKEN, "Something broke on our side. The error has been written down.")
    return HttpResponse(render_to_string("500.html"), status=BROKEN)


def _unavailable(request: HttpRequest, fault: DatabaseFault) -> HttpResponse:
    if request.method in READING:
        text = f"{fault.text} Ask again in {fault.seconds} seconds. This request is {request_ids.present.get()}."
        response = problem(request, face_of(request.path), UNAVAILABLE, text)
    else:
        response = render(request, "unsaved.html", _form(request, fault), status=UNAVAILABLE)
    response["Retry-After"] = str(fault.seconds)
    return response


def _form(request: HttpRequest, fault: DatabaseFault) -> dict[str, object]:
    """What was typed goes into a form that sends it again, but for passwords, which no page shows, and files."""
    values = [(name, value) for name, some in request.POST.lists() for value in some if "password" not in name]
    return {
        "title": "Not saved yet",
        "fault": fault.text,
        "seconds": fault.seconds,
        "request_name": request_ids.present.get(),
        "action": request.get_full_path(),
        "values": values,
        "entries": [(name, value) for name, value in values if value and not name.startswith(OF_PROGRAM)],
        "passwords": [name for name in request.POST if "password" in name],
        "files": [{"field": name, "name": getattr(file, "name", "")} for name, file in request.FILES.items()],
    }
