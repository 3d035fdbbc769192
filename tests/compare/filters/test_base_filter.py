import pytest

from compare.filters.base_filter import EVIDENCE, SlugsFilter, all_of, alternatives, parameter_quote, readable


def test_words_are_joined_as_people_do() -> None:
    assert [alternatives(list(words)) for words in ("", "a", "ab", "abc")] == ["", "a", "a or b", "a, b or c"]
    assert all_of(["a", "b", "c"]) == "a, b and c"


def test_a_long_value_is_cut() -> None:
    assert parameter_quote("x" * 60) == f"“{'x' * 60}”"
    assert parameter_quote("x" * 61) == f"“{'x' * 60}…”"


@pytest.mark.parametrize("character", ["\x00", "\x1f", "\x7f", "\x85", "\ufdd0", "\uffff", "\U0010ffff", "\ufffd"])
def test_what_no_page_can_repeat_is_marked(character: str) -> None:
    assert readable(f"a{character}b") == "a\ufffdb"


def test_every_other_text_stays() -> None:
    assert readable("a\tb\nc ä 😀 \u202e") == "a\tb\nc ä 😀 \u202e"


def test_a_filter_that_cannot_name_a_wrong_value_is_refused() -> None:
    with pytest.raises(TypeError, match="noun"):
        SlugsFilter(stage=EVIDENCE, field_name="status", fixed={"draft": "draft"}, words="", effect="")
