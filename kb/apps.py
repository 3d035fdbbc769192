"""The knowledge base as a Django app."""

from django.apps import AppConfig


class KbConfig(AppConfig):
    name = "kb"
    verbose_name = "Knowledge base"

    def ready(self) -> None:
        """Connect the roll-up, so that cells follow every way in."""
        from kb import rollup

        rollup.connect()
