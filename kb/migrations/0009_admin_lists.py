# The lists of the admin sort and filter along these.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("kb", "0008_stored_cells"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="aspect",
            index=models.Index(fields=["group", "order", "slug"], name="kb_aspect_order"),
        ),
        migrations.AddIndex(
            model_name="aspectgroup",
            index=models.Index(fields=["order", "slug"], name="kb_aspectgroup_order"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["status", "key"], name="kb_claim_status_key"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["framework", "key"], name="kb_claim_framework_key"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["reviewed_on"], name="kb_claim_reviewed_on"),
        ),
    ]
