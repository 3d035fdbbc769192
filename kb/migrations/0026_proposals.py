# Changes of what published cells rest on wait for a second person; editors make what is compared and asked.

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RIGHTS = {
    "proposal": {"view_proposal": "Can view proposal"},
    "framework": {"add_framework": "Can add framework", "change_framework": "Can change framework"},
    "aspect": {"change_aspect": "Can change aspect"},
    "option": {"change_option": "Can change option"},
}


def permit_editors(apps, schema_editor):
    """The groups' permissions; Django itself makes those only after all migrations."""
    groups = list(apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Reviewer"]))
    for model, rights in RIGHTS.items():
        kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="kb", model=model)
        for code, name in rights.items():
            permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=kind, codename=code, defaults={"name": name}
            )
            for group in groups:
                group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0025_withdrawals'),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=300, verbose_name='what')),
                ('table', models.CharField(max_length=40)),
                ('key', models.PositiveBigIntegerField(null=True)),
                ('deed', models.CharField(choices=[('rows', 'change'), ('merge', 'merge'), ('undo', 'undo a merge')], default='rows', max_length=6)),
                ('changes', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('cells', models.JSONField(default=list, verbose_name='first cells that change')),
                ('cell_count', models.PositiveIntegerField(default=0, verbose_name='cells that change')),
                ('reason', models.CharField(max_length=300)),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('page', models.CharField(max_length=300)),
                ('entry', models.TextField(blank=True, max_length=200000)),
                ('stage', models.CharField(choices=[('open', 'waits'), ('sent-back', 'sent back'), ('withdrawn', 'withdrawn'), ('accepted', 'accepted'), ('refused', 'refused')], default='open', max_length=9)),
                ('comment', models.TextField(blank=True, max_length=1000)),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['stage', 'id'], name='kb_proposal_stage'), models.Index(fields=['table', 'key', 'stage'], name='kb_proposal_row')],
            },
        ),
        migrations.RunPython(permit_editors, migrations.RunPython.noop),
    ]
