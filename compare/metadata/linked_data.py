"""What a page is about, for machines: schema.org as JSON-LD. Pure.

Only what is true is said: no rating, no review, no author that nobody named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from compare.display.cells import CellView
from compare.display.matrix import Matrix
from compare.display.table import Table
from compare.faces.contents import Content, Envelope
from kb.evidence.kinds import WITH_PAGES
from kb.evidence.records import AspectRecord, ClaimRecord, CompanyRecord, FrameworkRecord, SourceRecord
from kb.evidence.vocabulary import Vocabulary

Node = dict[str, Any]
CONTEXT = "https://schema.org"
LIST_TYPES = {
    "compare": "Compare",
    **{kind.plural: kind.title for kind in WITH_PAGES},
    "claims": "Claims",
}
MOST_MEASURED = 50  # questions that machines are told of
BACKED = "Every value is backed by claims, and every claim names one source and the place in it."
ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


@dataclass(frozen=True, kw_only=True)
class Described:
    """A page as machines are told of it.

    ``path`` is its address without a query; ``downloads`` are media type, name and address (from the root) of its
    files; ``site`` is the name of the site and ``license_url`` that of its data.
    """

    envelope: Envelope
    path: str
    canonical: str
    downloads: Sequence[tuple[str, str, str]]
    site: str
    license_url: str

    @property
    def content(self) -> Content:
        return self.envelope.content

    @property
    def words(self) -> Vocabulary:
        return self.envelope.vocabulary

    @property
    def url(self) -> str:
        """The absolute address of just this selection."""
        query = f"?{self.envelope.query}" if self.envelope.query else ""
        return f"{self.absolute(self.path)}{query}"

    def absolute(self, path: str) -> str:
        return f"{self.envelope.origin}{path}"


def page_data(page: Described) -> SafeString:
    """The block of data of a page: a claim or a dataset, what it is about, and the way to it."""
    main = claim(page) if isinstance(page.content.subject, ClaimRecord) else dataset(page)
    term = [defined_term(page.content.subject, page)] if isinstance(page.content.subject, AspectRecord) else []
    return block([main, *term, *breadcrumbs(page)])


def site_data(origin: str, site: str, description: str) -> SafeString:
    """The block of data of the front page: the site, and how to search it."""
    website = {
        "@type": "WebSite",
        "@id": f"{origin}/",
        "url": f"{origin}/",
        "name": site,
        "description": description,
        "inLanguage": "en",
        "publisher": publisher(origin, site),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{origin}/search/?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    return block([website])


def block(nodes: Iterable[Node]) -> SafeString:
    """The text of a script element that holds data. No text in it can end the element."""
    text = json.dumps({"@context": CONTEXT, "@graph": list(nodes)}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))  # noqa: S308


def publisher(origin: str, site: str) -> Node:
    """The site itself, which every page names as its publisher."""
    return {"@type": "Project", "@id": f"{origin}/#site", "name": site, "url": f"{origin}/"}


def dataset(page: Described) -> Node:
    """A list, a matrix or a thing as a set of data with its files."""
    content = page.content
    return filled(
        {
            "@type": "Dataset",
            "@id": f"{page.url}#data",
            "name": f"{content.title}: {page.site}",
            "description": f"{page.envelope.sentence()} {BACKED}",
            "url": page.url,
            "isPartOf": {"@type": "Dataset", "@id": f"{page.canonical}#data"} if page.url != page.canonical else None,
            "license": page.license_url,
            "creator": publisher(page.envelope.origin, page.site),
            "isAccessibleForFree": True,
            "inLanguage": "en",
            "version": f"revision {page.envelope.revision}",
            "about": about(content, page),
            "variableMeasured": measured(content.matrix or content.table),
            "distribution": downloads(page),
        }
    )


def downloads(page: Described) -> list[Node]:
    """The files of a page."""
    return [
        {"@type": "DataDownload", "name": name, "encodingFormat": media_type, "contentUrl": page.absolute(href)}
        for media_type, name, href in page.downloads
    ]


def claim(page: Described) -> Node:
    """What one source says: the text, where it appears, and what it is about."""
    record, vocabulary = page.content.subject, page.words
    assert isinstance(record, ClaimRecord)  # noqa: S101
    company = vocabulary.companies[record.company] if record.company else None
    subjects = [
        vocabulary.frameworks[record.framework],
        vocabulary.aspects[record.aspect],
        *([company] if company else []),
    ]
    return filled(
        {
            "@type": "Claim",
            "@id": f"{page.canonical}#claim",
            "url": page.canonical,
            "identifier": record.key,
            "name": record.statement or record.key,
            "text": record.statement,
            "about": [thing(subject, page) for subject in subjects],
            "appearance": {**thing(vocabulary.sources[record.source], page), **quoted(record)},
            "isBasedOn": thing(vocabulary.sources[record.via], page) if record.via and record.via_stated else None,
            "creativeWorkStatus": record.status,
            "temporalCoverage": record.as_of,
            "license": page.license_url,
            "publisher": publisher(page.envelope.origin, page.site),
            "isAccessibleForFree": True,
            "inLanguage": "en",
            "version": f"revision {page.envelope.revision}",
            "encoding": downloads(page),
        }
    )


def quoted(record: ClaimRecord) -> Node:
    """The passage of the source that the claim was read in."""
    part = {"@type": "CreativeWork", "name": record.locator, "text": record.quote}
    return {"hasPart": filled(part)} if record.locator or record.quote else {}


def defined_term(record: AspectRecord, page: Described) -> Node:
    """A question that is asked of every framework."""
    return filled(
        {
            **thing(record, page),
            "description": record.help_text,
            "termCode": record.slug,
            "inDefinedTermSet": {
                "@type": "DefinedTermSet",
                "@id": page.absolute(f"/aspects/?group={record.group}#terms"),
                "name": f"{page.site}: {page.words.groups[record.group].name}",
                "url": page.absolute(f"/aspects/?group={record.group}"),
            },
        }
    )


def about(content: Content, page: Described) -> Node | list[Node] | None:
    """The thing of a detail page, or the frameworks of a matrix."""
    subject = content.subject
    if isinstance(subject, CellView):
        return [
            thing(company, page)
            for company in (subject.framework, subject.aspect, subject.company)
            if company is not None
        ]
    if isinstance(subject, FrameworkRecord | AspectRecord | CompanyRecord | SourceRecord):
        return thing(subject, page)
    rows = content.matrix or content.table
    return [thing(column, page) for column in rows.columns] if rows else None


def measured(rows: Matrix | Table | None) -> list[str]:
    """The questions that a table answers, each once, in its order; the first of very many."""
    return rows.aspect_names[:MOST_MEASURED] if rows else []


@singledispatch
def thing(record: Any, page: Described) -> Node:
    """A framework, an aspect, a company or a source, with its own address and the one that it has here."""
    raise TypeError(f"No linked data for {type(record).__name__}.")


@thing.register
def _(record: FrameworkRecord, page: Described) -> Node:
    return filled(
        {
            "@type": "SoftwareSourceCode",
            "@id": page.absolute(f"/frameworks/{record.slug}/#thing"),
            "name": record.name,
            "alternateName": list(record.aliases),
            "sameAs": record.homepage,
            "codeRepository": record.repository,
        }
    )


@thing.register
def _(record: AspectRecord, page: Described) -> Node:
    url = page.absolute(f"/aspects/{record.slug}/")
    return {"@type": "DefinedTerm", "@id": f"{url}#term", "name": record.name, "url": url}


@thing.register
def _(record: CompanyRecord, page: Described) -> Node:
    return filled(
        {
            "@type": "Organization",
            "@id": page.absolute(f"/companies/{record.slug}/#thing"),
            "name": record.name,
            "alternateName": list(record.aliases),
            "sameAs": record.homepage,
        }
    )


@thing.register
def _(record: SourceRecord, page: Described) -> Node:
    return filled(
        {
            "@type": "CreativeWork",
            "@id": page.absolute(f"/sources/{record.slug}/#thing"),
            "name": record.title,
            "url": record.url,
            "archivedAt": record.archive_url,
            "author": record.author,
            "publisher": record.publisher,
            "version": record.version,
            "inLanguage": record.language,
            "datePublished": record.published_on,
            "dateModified": record.modified_on,
        }
    )


def breadcrumbs(page: Described) -> list[Node]:
    """The way from the front page to a page below a list; nothing for a list itself."""
    first, *rest = page.path.strip("/").split("/")
    if not rest:
        return []
    steps = [(page.site, "/"), *_above(first, page), (page.content.title, page.path)]
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": page.absolute(path)}
        for number, (name, path) in enumerate(steps, start=1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": items}]


def _above(first: str, page: Described) -> list[tuple[str, str]]:
    subject = page.content.subject
    if isinstance(subject, CellView):
        framework = subject.framework
        return [(LIST_TYPES["frameworks"], "/frameworks/"), (framework.name, f"/frameworks/{framework.slug}/")]
    return [(LIST_TYPES[first], f"/{first}/")] if first in LIST_TYPES else []


def filled(node: Mapping[str, Any]) -> Node:
    """The node without what is unknown."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}
