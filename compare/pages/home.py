"""The front page: what this is, where to begin, what is contested, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from compare.display.cells import CellView
from compare.display.claim_views import claim_views
from compare.display.coverage import by_state
from compare.display.judgements import strength
from compare.display.labels import quantity
from compare.drawings.evidence_map import evidence_map
from compare.metadata.linked_data import site_data
from compare.pages.quality import figures
from compare.parts.ordering import frameworks_with_claims
from compare.query.figures import count_states
from compare.query.places import AddressPlace
from compare.query.selection import Selection, select
from compare.web.freshness import today
from kb.derived.cell_rows import JUDGEMENTS
from kb.evidence.appraisal import Judgement, State
from kb.evidence.records import CellKey, ClaimRecord, Vocabulary
from kb.models import Cell as StoredCell
from kb.models import Claim, Framework
from kb.rows.reading import CLAIMS, claim_record
from kb.rows.statements import in_subquery

CLAIMS_AT_HOME = 6
CELLS, CLAIMS_TABLE = StoredCell._meta.db_table, Claim._meta.db_table
STRONGEST_CONTESTED = f"""
    SELECT id FROM {CELLS} AS own WHERE state = %s AND NOT against_itself
    ORDER BY roots_min DESC, roots DESC, documents DESC, place,
    (SELECT slug FROM {Framework._meta.db_table} AS named WHERE named.id = own.framework_id) LIMIT {CLAIMS_AT_HOME}"""  # noqa: S608
NEWEST_CLAIMS = f"""
    SELECT id FROM {CLAIMS_TABLE} WHERE status = %s AND reviewed_on IS NOT NULL
    ORDER BY reviewed_on DESC, key DESC LIMIT {CLAIMS_AT_HOME}"""  # noqa: S608
MOST_COLUMNS = 3
MOST_PICKED = 12  # frameworks; the page of comparisons offers the others
MOST_FIGURES = 9  # what there is and how it stands; flags are for the page of quality


def home(request: HttpRequest) -> HttpResponse:
    """Figures and examples of the whole base, however large. It takes no parameter."""
    selection = select(request.GET, today(), AddressPlace({}, stages=()))
    vocabulary, cells = selection.vocabulary, count_states(selection)
    frameworks = frameworks_with_claims(selection, cells)
    contested, recent = _contested(selection), _recent()
    _fetch(vocabulary, contested, recent)
    itself = sum(cell.itself for cell in cells)
    context = {
        "title": "",
        "description": "Web frameworks compared by what sources really say.",
        "canonical": request.build_absolute_uri("/"),
        "selection": selection,
        "linked": site_data(request.build_absolute_uri("/").rstrip("/"), settings.SITE.name, settings.SITE.tagline),
        "frameworks": frameworks[:MOST_PICKED],
        "frameworks_count": len(frameworks),
        "is_empty": not any(claims for _, claims in frameworks),
        "contested": [CellView(key, judgement, vocabulary) for key, judgement in contested.items()],
        "contested_words": quantity(by_state(cells)[State.CONTESTED] - itself, "cell"),
        "itself_words": quantity(itself, "cell") if itself else "",
        "figures": figures(cells)[:MOST_FIGURES],
        "map": evidence_map(cells, vocabulary, most=MOST_COLUMNS),
        "recent": claim_views(recent, vocabulary),
    }
    return TemplateResponse(request, "home.html", context)


def _contested(selection: Selection) -> dict[CellKey, Judgement[ClaimRecord]]:
    """The contested cells with the most evidence. One query."""
    judgements = selection.stored.judgements(
        JUDGEMENTS.where(in_subquery(f"{CELLS}.id", STRONGEST_CONTESTED), [State.CONTESTED])
    )
    return dict(sorted(judgements.items(), key=lambda pair: strength(pair[1])))


def _recent() -> list[ClaimRecord]:
    """The claims that were reviewed last. One query."""
    records = [
        claim_record(row)
        for row in CLAIMS.where(in_subquery(f"{CLAIMS_TABLE}.id", NEWEST_CLAIMS), [Claim.Status.PUBLISHED])
    ]
    return sorted(records, key=lambda claim: (claim.reviewed_on or date.min, claim.key), reverse=True)


def _fetch(
    vocabulary: Vocabulary, cells: Mapping[CellKey, Judgement[ClaimRecord]], claims: Sequence[ClaimRecord]
) -> None:
    """Have all at hand that these name. A query for each kind."""
    vocabulary.fetch_cells([*cells, *(claim.cell for claim in claims)])
    values = [value for judgement in cells.values() for value in judgement.values]
    vocabulary.fetch_sources(
        [*(slug for value in values for slug in value.sources), *(claim.source for claim in claims)]
    )
    vocabulary.fetch_values(cells.values())
