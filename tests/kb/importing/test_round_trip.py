"""What the site exported comes back unchanged, all rows."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb import importing
from kb.derived import upkeep
from kb.importing import csv_file
from kb.models import Aspect, Claim
from kb.models.rollup import PeriodEnd
from kb.texts import UNPRINTABLE, cleaned
from tests import factories
from tests.kb import bases
from tests.kb.importing import builders

pytestmark = pytest.mark.django_db
SHARED_BASE = [HealthCheck.function_scoped_fixture]  # each example empties it
NO_SHRINKING = [Phase.explicit, Phase.reuse, Phase.generate]  # many texts at once would shrink for minutes

HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "'tis", "''twice", "\ttab", "\rreturn", "a\r\nb\nc\rd", 'say "so", he said',
    '"', "a;b\tc,d", "Ünïcödé 🦄👩‍👩‍👧", "\u202eright\u200f to left\u200e", " spaces ", "null", "true", "-5",
    "a\ufeff", "{}", "\u2028line",
]  # fmt: skip


def exported(client: Client, suffix: str) -> importing.Plan:
    content = b"".join(client.get(f"/claims.{suffix}"))
    return importing.plan(importing.read(f"claims.{suffix}", content))


def whole(plan: importing.Plan) -> tuple[int, tuple[importing.FileFault, ...]]:
    assert plan.counts == dict.fromkeys(importing.RowFate, 0) | {importing.RowFate.UNCHANGED: len(plan.rows)}
    return len(plan.rows), plan.faults


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_the_shipped_base_comes_back_unchanged(client: Client, suffix: str) -> None:
    bases.put_shipped()
    plan = exported(client, suffix)
    assert whole(plan) == (Claim.objects.published().count(), ())
    before = bases.picture()
    importing.apply(plan)
    assert bases.picture() == before


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_hostile_texts_come_back_unchanged(client: Client, suffix: str) -> None:
    builders.base()
    remark = Aspect.objects.get(slug="remark")
    for text in HOSTILE:
        fields = dict.fromkeys(("locator", "quote", "statement"), text)
        builders.draft(aspect=remark, text=text, status="published", **fields | {"locator": f"{text}."})
    assert whole(exported(client, suffix)) == (len(HOSTILE), ())


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_every_kind_of_value_comes_back_unchanged(client: Client, suffix: str) -> None:
    builders.base()
    aspects = {aspect.slug: aspect for aspect in Aspect.objects.all()}
    for number in ("0", "-5", "12.9", "0.0001", "99999999999.9999", "-99999999999.9999", "55600", "0.1"):
        factories.claim(aspect=aspects["stars"], number=number)
    for slug, fields in (("orm", {"boolean": False}), ("ease", {}), ("used-in-production", {"boolean": True})):
        factories.claim(aspect=aspects[slug], hedged=True, as_of="2024", **fields)
    factories.claim(scope=factories.scope(), compared_to=factories.framework(), via=factories.source(), via_stated=True)
    assert whole(exported(client, suffix)) == (12, ())


TEXTS = st.text(min_size=1, max_size=100).filter(lambda text: cleaned(text) and not UNPRINTABLE.search(text))


@given(st.lists(TEXTS, min_size=5, max_size=20))
@settings(max_examples=max(3, settings().max_examples // 10), suppress_health_check=SHARED_BASE, phases=NO_SHRINKING)
def test_any_text_comes_back_unchanged(client: Client, texts: list[str]) -> None:
    PeriodEnd.objects.all()._raw_delete("default")
    Claim.objects.all()._raw_delete("default")
    aspect = Aspect.objects.filter(slug="remark").first() or factories.aspect(slug="remark", value_type="text")
    with upkeep.collected():
        for text in texts:
            factories.claim(aspect=aspect, text=text, quote=text)
    for suffix in ("csv", "json"):
        assert whole(exported(client, suffix)) == (len(texts), ())


def test_what_a_spreadsheet_saves_comes_back_unchanged(client: Client) -> None:
    """Semicolons, a byte order mark, and every cell in quotation marks."""
    bases.put_shipped()
    rows = csv_file.read("a.csv", b"".join(client.get("/claims.csv")).decode(), 10_000).rows
    quoted = ['"' + '";"'.join(str(cell).replace('"', '""') for cell in row.cells.values()) + '"' for row in rows]
    text = "\ufeff" + "\r\n".join([";".join(rows[0].cells), *quoted])
    assert whole(importing.plan(importing.read("claims.csv", text.encode()))) == (len(rows), ())
