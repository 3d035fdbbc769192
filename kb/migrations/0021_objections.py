# What visitors say is wrong, for editors to read.

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

RIGHTS = {"change_objection": "Can change objection", "view_objection": "Can view objection"}


def permit_editors(apps, schema_editor):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="kb", model="objection")
    groups = list(apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Reviewer"]))
    for code, name in RIGHTS.items():
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=code, defaults={"name": name}
        )
        for group in groups:
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0020_letters_of_cells'),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=300, verbose_name='page')),
                ('text', models.TextField(max_length=2000, verbose_name='what is wrong')),
                ('source', models.CharField(blank=True, max_length=500, verbose_name='a source that says so')),
                ('sent_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='sent')),
                ('state', models.CharField(choices=[('open', 'open'), ('mended', 'right: mended'), ('refuted', 'not right: all stays'), ('spam', 'says nothing')], default='open', max_length=8)),
                ('answer', models.TextField(blank=True, help_text='For other editors: what was done, and why.', max_length=1000)),
                ('settled_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='settled')),
                ('settled_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'default_permissions': ('change', 'view'),
                'indexes': [models.Index(fields=['state', '-id'], name='kb_objection_state'), models.Index(fields=['sent_at'], name='kb_objection_sent_at')],
            },
        ),
        migrations.RunPython(permit_editors, migrations.RunPython.noop),
    ]
