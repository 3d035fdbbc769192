# The newest readings of editors are found without looking at all of them.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kb", "0026_proposals")]

    operations = [
        migrations.AddIndex("resolution", models.Index(fields=["-resolved_on", "id"], name="kb_resolution_newest")),
    ]
