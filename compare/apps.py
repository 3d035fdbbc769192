"""The site as a Django app."""

from django.apps import AppConfig


class CompareConfig(AppConfig):
    name = "compare"
    verbose_name = "Comparisons"

    def ready(self) -> None:
        """Register the system checks."""
        from compare import checks  # noqa: F401
