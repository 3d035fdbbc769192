# What is counted of the answers about companies, and of what ends to be fresh, stands in narrow indexes.

from django.db import migrations, models

SAYS_YES = "UPDATE kb_cell SET affirmed = (1 = 1) WHERE meanings LIKE '%|yes|%'"
FIELDS = ["place", "framework", "state", "certainty", "affirmed", "claims", "documents", "split", "company"]


class Migration(migrations.Migration):
    dependencies = [("kb", "0027_newest_resolutions")]

    operations = [
        migrations.AddField("cell", "affirmed", models.BooleanField(default=False)),
        migrations.RunSQL(SAYS_YES, migrations.RunSQL.noop),
        migrations.AddIndex(
            "cell",
            models.Index(fields=FIELDS, name="kb_cell_of_company", condition=models.Q(company__isnull=False)),
        ),
        migrations.AddIndex(
            "expiry", models.Index(fields=["framework", "group", "month", "cells"], name="kb_expiry_summed")
        ),
    ]
