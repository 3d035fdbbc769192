# Claims, companies and sources that were withdrawn on request, by those who review.

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

RIGHTS = {"add_withdrawal": "Can add withdrawal", "view_withdrawal": "Can view withdrawal"}


def permit_reviewers(apps, schema_editor):
    """The group's permissions; Django itself makes those only after all migrations."""
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="kb", model="withdrawal")
    groups = list(apps.get_model("auth", "Group").objects.filter(name="Reviewer"))
    for code, name in RIGHTS.items():
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=code, defaults={"name": name}
        )
        for group in groups:
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("kb", "0024_as_of_without_regex"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("claim", "claim"), ("company", "company"), ("source", "source")], max_length=10
                    ),
                ),
                ("slug", models.SlugField(max_length=200)),
                ("withdrawn_on", models.DateTimeField(default=django.utils.timezone.now)),
                ("reason", models.CharField(max_length=300)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["-pk"], "default_permissions": ("add", "view")},
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.UniqueConstraint(fields=("kind", "slug"), name="kb_withdrawal_once"),
        ),
        migrations.RunPython(permit_reviewers, migrations.RunPython.noop),
    ]
