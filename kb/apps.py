"""The knowledge base as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.apps.registry import Apps
from django.apps.registry import apps as present
from django.db.models.signals import post_migrate


class KbConfig(AppConfig):
    name = "kb"
    verbose_name = "Knowledge base"

    def ready(self) -> None:
        """Connect the roll-up and the workflow, so that cells follow every way in, and no way leads round the steps."""
        from kb.derived import upkeep
        from kb.editing import identity, need_questions, trials, workflow
        from kb.merging import merge_proposals
        from kb.rows import address_changes

        address_changes.connect()
        upkeep.connect()
        workflow.connect()
        trials.connect()
        identity.connect()
        need_questions.connect()
        merge_proposals.connect()
        post_migrate.connect(derive_what_is_there, sender=self)


def derive_what_is_there(apps: Apps = present, **kwargs: Any) -> None:
    """After a migration: a base that is older than what is derived from it gets it."""
    from kb.derived import listed_industries, statistics, upkeep
    from kb.documents import twins
    from kb.models import Cell, Claim, Expiry, Word

    migrated = {model._meta.label for model in apps.get_models()}
    labels = {label.partition(".")[0] for label in migrated}
    if not {model._meta.label for model in present.get_models() if model._meta.app_label in labels} <= migrated:
        return  # a table that is written with the cells is not there yet, or no more
    twins.make_missing_keys()
    listed_industries.list_industries()
    cells = Cell.objects.filter(place="").exists() or not Cell.objects.exists()
    cells |= "" in Cell.objects.filter(claims__gt=0).order_by("pk").values_list("certainty", flat=True)[:1]
    values = Cell.objects.filter(claims__gt=0).order_by("pk").values_list("values", flat=True)[:1]
    cells |= any("claim_counts" not in value for stored in values for value in stored)
    cells |= Cell.objects.filter(fresh_until__isnull=False).exists() and not Expiry.objects.exists()
    if Claim.objects.published().exists() and (cells or not Word.objects.exists()):
        upkeep.rebuild()
    elif Claim.objects.exists():
        statistics.refresh()  # a migration may have made an index that the database knows nothing of
