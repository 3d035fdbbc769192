"""The inputs of the filter form, each of which sends nothing where nothing is chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from compare.web.directions import bdi

CHOICE_SLUG = re.compile(r"[a-z0-9_-]+")
FEW_CHOICES = 8  # so many choices or fewer stand open; more are folded away


@dataclass(frozen=True)
class Finder:
    """The field that looks for more choices than are listed: where it asks, and what stands in it."""

    address: str
    search_text: str = ""
    typing: str = ""


@dataclass(frozen=True)
class Offered:
    """What a field offers: values and names, those that are chosen, and where more are looked for."""

    choices: Sequence[tuple[Any, Any]] = ()
    chosen: Sequence[str] = ()
    finder: Finder | None = None

    @property
    def chosen_first(self) -> Offered:
        """The chosen ones first, in their order, which the form sends again."""
        place = {value: number for number, value in enumerate(dict.fromkeys(self.chosen))}
        ordered = sorted(self.choices, key=lambda choice: place.get(choice[0], len(place)))
        return Offered(ordered, self.chosen, self.finder)


class ValuesInput(forms.TextInput):
    """One input for each value given, and an empty one after them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return list(data.getlist(name))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        inputs = [(super().render(name, "", attrs, renderer),)]
        for number, text in enumerate(value or ()):
            more = {**(attrs or {}), "id": f"id_{name}_{number}", "aria-label": f"Value {number + 1}"}
            inputs.insert(number, (super().render(name, text, more, renderer),))
        return format_html_join(" ", "{}", inputs)


class Boxes(forms.CheckboxSelectMultiple):
    """A check box for each choice; a long list is folded away. ``chosen`` are the values that are ticked."""

    def __init__(self, choices: list[tuple[Any, Any]], chosen: list[str], finder: Finder | None = None) -> None:
        super().__init__(choices=choices)
        self.chosen, self.finder, self.is_long = chosen, finder, finder is not None or len(choices) > FEW_CHOICES

    @property
    def is_open(self) -> bool:
        """Whether a long list is unfolded."""
        return bool(self.chosen or (self.finder and self.finder.search_text))

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The id is made of the value, so that it stays the same when other choices come and go."""
        words = label if isinstance(label, SafeString) else bdi(str(label))
        option = super().create_option(name, value, words, *args, **kwargs)
        if CHOICE_SLUG.fullmatch(str(value)):
            option["attrs"]["id"] = f"id_{name}_{value}"
        return option


class SwitchInput(forms.CheckboxInput):
    """A check box that sends ``1``, and keeps whatever else was sent for the message."""

    def __init__(self) -> None:
        super().__init__(attrs={"value": "1"}, check_test=lambda value: value == "1")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # type: ignore[override]
        return str(data.get(name, ""))

    def format_value(self, value: Any) -> None:
        return None


class NumberInput(forms.TextInput):
    """A text of digits: what is no number is sent as it was typed, and refused by name."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "numeric"})


class SearchInput(forms.TextInput):
    input_type = "search"
