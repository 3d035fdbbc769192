# Keys that tell whether two sources are of one document; after the migration kb.apps makes those of older bases.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0015_certainty'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsource',
            name='another_document',
            field=models.BooleanField(default=False, help_text='Only if another source has its address, archive copy or text, and is another document all the same.'),
        ),
        migrations.AddField(
            model_name='source',
            name='address_key',
            field=models.CharField(blank=True, default='', editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='source',
            name='another_document',
            field=models.BooleanField(default=False, help_text='Only if another source has its address, archive copy or text, and is another document all the same.'),
        ),
        migrations.AddField(
            model_name='source',
            name='archive_key',
            field=models.CharField(blank=True, default='', editable=False, max_length=64),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['address_key', 'another_document'], name='kb_source_address_key'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['archive_key', 'another_document'], name='kb_source_archive_key'),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['sha256', 'another_document'], name='kb_source_sha256'),
        ),
    ]
