"""One more face or filter is one module, one line of the registry, one test file and one line of docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from compare.faces import FACES, Face
from compare.filters import FILTERS
from compare.filters.axis_filters import AXIS_FILTERS
from compare.filters.cell_filters import CELL_FILTERS
from compare.filters.evidence_filters import EVIDENCE_FILTERS
from compare.filters.need_filters import NEED_FILTERS
from compare.filters.order_filters import ARRANGEMENT_FILTERS
from compare.pages.reference import HOLDS, PARAMETER_WORDS, TAKES_AND_KEEPS

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests" / "compare"
STAGES = {
    "need_filters": NEED_FILTERS,
    "axis_filters": AXIS_FILTERS,
    "evidence_filters": EVIDENCE_FILTERS,
    "cell_filters": CELL_FILTERS,
    "order_filters": ARRANGEMENT_FILTERS,
}


@pytest.mark.parametrize("face", FACES.values(), ids=FACES)
def test_every_face_has_a_test_file_and_a_line_in_the_reference(face: Face) -> None:
    module = face.write.__module__.rpartition(".")[2] if face.write else "fixture"
    assert (TESTS / "faces" / f"test_{module}.py").exists()
    assert face.suffix in HOLDS


@pytest.mark.parametrize("stage", STAGES)
def test_every_filter_has_a_test_file_that_names_it_and_a_line_in_the_reference(stage: str) -> None:
    tests = (TESTS / "filters" / f"test_{stage}.py").read_text(encoding="utf-8")
    for name in STAGES[stage]:
        assert f"{name}" in tests, name
        assert name in TAKES_AND_KEEPS, name


def test_every_filter_belongs_to_a_stage() -> None:
    assert [name for filters in STAGES.values() for name in filters] == list(FILTERS)


@pytest.mark.parametrize("name", ["state", "flag", "source_kind", "order"])
def test_every_choice_of_the_contract_is_in_the_reference(name: str) -> None:
    one = FILTERS[name]
    assert list(PARAMETER_WORDS[name]) == ([slug for slug, _ in one.extra.get("choices", ())] or list(one.offer(None)))


@pytest.mark.parametrize("module", sorted(path.stem for path in (ROOT / "compare" / "pages").glob("[a-z]*.py")))
def test_every_module_of_pages_has_a_test_file(module: str) -> None:
    assert (TESTS / "pages" / f"test_{module}.py").exists()
