# Sources of one title are told apart: whether there are others is looked up by it.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0021_objections'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['title'], name='kb_source_title'),
        ),
    ]
