"""An answer whose text is written when it is sent."""

from __future__ import annotations

from compare.web.lazy_text import LazyText


def test_the_text_is_written_once_and_only_when_it_is_rendered() -> None:
    written: list[str] = []
    response = LazyText(lambda: written.append("once") or "text", "text/plain; charset=utf-8")
    assert (written, response["Content-Type"]) == ([], "text/plain; charset=utf-8")
    assert response.render().content == b"text"
    response.render()
    assert written == ["once"]
