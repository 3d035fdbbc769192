# Merges that can be undone, which reviewers carry out; a claim retired as a duplicate may equal the other one.

import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


RIGHTS = {"add_merge": "Can add merge", "view_merge": "Can view merge"}


def permit_reviewers(apps, schema_editor):
    """The group's permissions; Django itself makes those only after all migrations."""
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="kb", model="merge")
    groups = list(apps.get_model("auth", "Group").objects.filter(name="Reviewer"))
    for code, name in RIGHTS.items():
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=code, defaults={"name": name}
        )
        for group in groups:
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0017_former_slugs_of_options'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('framework', 'framework'), ('aspect', 'aspect'), ('company', 'company'), ('scope', 'scope'), ('source', 'source'), ('option', 'option')], max_length=10)),
                ('former', models.PositiveBigIntegerField(help_text='The key of the row that is no more.')),
                ('former_slug', models.SlugField(max_length=60)),
                ('former_name', models.CharField(max_length=250)),
                ('heir', models.PositiveBigIntegerField(help_text='The key of the row that it became.')),
                ('heir_name', models.CharField(max_length=250)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('moves', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('merged_on', models.DateTimeField()),
                ('undone_on', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
                'default_permissions': ('add', 'view'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='claim',
            name='kb_claim_once',
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.UniqueConstraint(models.F('source'), models.F('locator'), models.F('framework'), models.F('aspect'), django.db.models.functions.comparison.Coalesce(models.F('company'), models.Value(0)), django.db.models.functions.comparison.Coalesce(models.F('option'), models.Value(0)), django.db.models.functions.comparison.Coalesce(models.F('number'), models.Value(0), output_field=models.DecimalField(decimal_places=4, max_digits=15)), django.db.models.functions.comparison.Coalesce(models.F('boolean'), models.Value(False)), models.F('text'), django.db.models.functions.comparison.Coalesce(models.F('scope'), models.Value(0)), django.db.models.functions.comparison.Coalesce(models.F('compared_to'), models.Value(0)), models.F('as_of'), condition=models.Q(('retire_reason', 'duplicate'), _negated=True), name='kb_claim_once', violation_error_message='This source has this claim at this place already.'),
        ),
        migrations.AddField(
            model_name='merge',
            name='merged_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merge',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='merge',
            index=models.Index(fields=['kind', 'former'], name='kb_merge_former'),
        ),
        migrations.RunPython(permit_reviewers, migrations.RunPython.noop),
    ]
