"""How a source is read and cut into claims, with the mistakes that were made here."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from compare.filters import takes_nothing


class Mistake(NamedTuple):
    """A kind of fault that readers found, one case of it, and what to do instead."""

    name: str
    example: str
    instead: str


MISTAKES = (
    Mistake(
        "A value harder than its words",
        "“Not ideal for very large apps” was a no to large ones; “limited for advanced tasks” was a plain no.",
        "Keep the limit as a condition and the “can” as a hedge, or claim nothing.",
    ),
    Mistake(
        "A list of packages read as a no",
        "A page of third-party packages names a form library, so forms are missing: 28 claims rested on that.",
        "A list, an extension, a recipe or a template denies nothing. Record what was searched.",
    ),
    Mistake(
        "One general sentence read five times",
        "“Koa is not bundled with any middleware” was a no to routing, static files, sessions, CSRF and CORS.",
        "A sentence answers the question that it speaks of.",
    ),
    Mistake(
        "A heading taken for a verdict",
        "“Learning curve for beginners” says neither steep nor gentle.",
        "Claim what the text below says, at its place.",
    ),
    Mistake(
        "The wrong question",
        "Authorisation counted as authentication; a scheduler of periodic jobs as work handed off by a request.",
        "Read the question’s help text again beside the sentence.",
    ),
    Mistake(
        "Opposite answers that never met",
        "One article’s “modular” and “monolithic” stood under two questions, so that nothing was contested.",
        "One question with both as options.",
    ),
    Mistake(
        "Silence without a search",
        "A deployment guide was said to be missing; it stood in a folder that nobody had looked into.",
        "Search the whole distribution, and write down the words and the files.",
    ),
    Mistake(
        "“Does not apply” for “not said”",
        "Autoescaping did not apply because a package says nothing of templates.",
        "It applies to whatever could have it.",
    ),
    Mistake(
        "A quote that stops before the value",
        "“Falcon strictly adheres to” leaves out to what; others were headings or cut at the end of a line.",
        "Six words that hold the answer, from one sentence.",
    ),
    Mistake(
        "A quote that met the wrong place",
        "“router” was found among the keywords of a package, not among its dependencies.",
        "Look at the line that the locator names.",
    ),
    Mistake(
        "A statement that cannot stand alone",
        "“It comes with it”; “is named there”.",
        "A sentence with the framework as its subject.",
    ),
    Mistake(
        "The source’s own sentence",
        "The statement repeated the text word for word.",
        "Say it anew. The quotation is there to find the place.",
    ),
    Mistake(
        "Past and present mixed",
        "“Has used” was taken for “uses”; the day of a release for the day on which it was the newest.",
        "Past use is a question of its own; a figure over time holds as of the day of reading.",
    ),
    Mistake(
        "A copy counted as a witness",
        "A list of companies without a source of its own, taken from another list.",
        "Record the link between the documents, stated or inferred with its reason.",
    ),
)


def method(request: HttpRequest) -> HttpResponse:
    """It takes no parameter, and reads nothing of the base."""
    takes_nothing(request.GET)
    context = {
        "title": "How sources are read",
        "description": "How Claimgrid reads a source, cuts it into claims, chooses question, condition and certainty.",
        "canonical": request.build_absolute_uri("/about/method/"),
        "mistakes": MISTAKES,
    }
    return TemplateResponse(request, "method.html", context)
