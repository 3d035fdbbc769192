"""Questions of the chooser."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kb.admin.base.forms import ReasonForm
from kb.admin.base.lists import FewChoices
from kb.admin.base.model_admin import KbAdmin
from kb.models import Need, Option, claim_rules


class NeedForm(ReasonForm):
    def check_related(self) -> None:
        claim_rules.check_need_options(self.instance, self.cleaned_data["options"])


@admin.register(Need)
class NeedAdmin(KbAdmin):
    form = NeedForm
    list_display = ["name", "question", "aspect", "boolean"]
    list_filter = [("aspect__group", FewChoices), "aspect__value_type"]
    list_select_related = ["aspect"]
    search_fields = ["name", "slug", "question", "aspect__name"]
    autocomplete_fields = ["aspect", "options"]
    layout = [
        ("Question", {"fields": ["name", "slug", "question"]}),
        ("What satisfies it", {"fields": ["aspect", "boolean", "options"]}),
    ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "options":
            kwargs["queryset"] = Option.objects.select_related("aspect")
        return super().formfield_for_manytomany(db_field, request, **kwargs)
