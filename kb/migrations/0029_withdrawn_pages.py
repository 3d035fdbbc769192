# What nobody could see leaves no address that says it was withdrawn.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kb", "0028_narrow_indexes")]

    operations = [
        migrations.AddField("withdrawal", "had_page", models.BooleanField(default=True)),
    ]
