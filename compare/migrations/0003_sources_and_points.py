# Most tables read neither the sources of cells nor what these bring to a summary. Rows are written anew.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compare", "0002_prepared_rows"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM compare_preparedrow", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="preparedrow",
            name="sources",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="preparedrow",
            name="points",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
    ]
