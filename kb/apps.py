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
        """Connect the roll-up, so that cells follow every way in."""
        from kb import rollup

        rollup.connect()
        post_migrate.connect(index_what_is_there, sender=self)


def index_what_is_there(apps: Apps = present, **kwargs: Any) -> None:
    """After a migration: a base that is older than the words of the search gets them."""
    from kb.models import Word
    from kb.search import index

    with_words = any(model.__name__ == "Word" for model in apps.get_models())
    if with_words and not Word.objects.exists():
        index.rebuild()
