"""The tag that shows the editors' figures on the front page of the admin."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("admin/kb/front.html", takes_context=True)
def front_page(context: Any) -> dict[str, Any]:
    """What waits, and where the base is weak, for whoever looks."""
    from kb.admin.base.front import front  # the admin is loaded after the tags

    return front(context["request"])
