"""The site as a Django app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class CompareConfig(AppConfig):
    name = "compare"
    verbose_name = "Comparisons"

    def ready(self) -> None:
        """Register the system checks; keep the rows of tables as the cells change, and when a session began."""
        from compare.query import row_store
        from compare.web import sessions, startup_checks  # noqa: F401
        from kb.derived.rebuilding import cells_stored

        cells_stored.connect(row_store.keep, dispatch_uid="prepared rows")
        user_logged_in.connect(sessions.begin, dispatch_uid="sessions")
        post_migrate.connect(row_store.renew, sender=self)
