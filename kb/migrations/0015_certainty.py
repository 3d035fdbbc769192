# What certainty rests on: natures, readings, owners of sources, inferred links, dates as they are written.

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import kb.models.claim_rules
import kb.models.sources
import simple_history.models
from django.conf import settings
from django.db import migrations, models


RIGHTS = ("view", "add", "change", "delete")


def allow_readings(apps, schema_editor):
    """Whoever edits sources records what was read in full."""
    Permission = apps.get_model("auth", "Permission")
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="kb", model="reading")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Reviewer"]):
        for right in RIGHTS:
            permission, _ = Permission.objects.get_or_create(
                content_type=kind, codename=f"{right}_reading", defaults={"name": f"Can {right} reading"}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0014_period_ends'),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalReading',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('read_on', models.DateField()),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical reading',
                'verbose_name_plural': 'historical readings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_on', models.DateField()),
            ],
            options={
                'ordering': ['source', 'framework'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='source',
            name='kb_source_modified_after_published',
        ),
        migrations.AddField(
            model_name='aspect',
            name='added_on',
            field=models.DateField(blank=True, help_text='Since when it is asked as it is now. Sources read in full before are not said to be silent on it. Empty: since ever.', null=True),
        ),
        migrations.AddField(
            model_name='aspect',
            name='nature',
            field=models.CharField(choices=[('fact', 'a fact: a look at the thing settles it'), ('opinion', 'an opinion: easy, fast enough, fits')], default='opinion', help_text='Could two competent people with the thing before them still differ? Then it is an opinion.', max_length=7),
        ),
        migrations.AddField(
            model_name='cell',
            name='apart',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='cell',
            name='certainty',
            field=models.CharField(blank=True, default='', max_length=6),
        ),
        migrations.AddField(
            model_name='cell',
            name='read',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='historicalaspect',
            name='added_on',
            field=models.DateField(blank=True, help_text='Since when it is asked as it is now. Sources read in full before are not said to be silent on it. Empty: since ever.', null=True),
        ),
        migrations.AddField(
            model_name='historicalaspect',
            name='nature',
            field=models.CharField(choices=[('fact', 'a fact: a look at the thing settles it'), ('opinion', 'an opinion: easy, fast enough, fits')], default='opinion', help_text='Could two competent people with the thing before them still differ? Then it is an opinion.', max_length=7),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='company',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Whose own source it is: its blog, its own list. Empty: of no company.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kb.company'),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='framework',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='Whose own source it is: its documentation, its repository. Empty: of no framework.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kb.framework'),
        ),
        migrations.AddField(
            model_name='historicalsource',
            name='no_address_because',
            field=models.CharField(blank=True, help_text='Only where there is none.', max_length=200, verbose_name='why it has no address'),
        ),
        migrations.AddField(
            model_name='historicalsourcelink',
            name='stated',
            field=models.BooleanField(default=True, help_text='The document says so itself; else it is your inference.'),
        ),
        migrations.AddField(
            model_name='source',
            name='company',
            field=models.ForeignKey(blank=True, help_text='Whose own source it is: its blog, its own list. Empty: of no company.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='own_sources', to='kb.company'),
        ),
        migrations.AddField(
            model_name='source',
            name='framework',
            field=models.ForeignKey(blank=True, help_text='Whose own source it is: its documentation, its repository. Empty: of no framework.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='own_sources', to='kb.framework'),
        ),
        migrations.AddField(
            model_name='source',
            name='no_address_because',
            field=models.CharField(blank=True, help_text='Only where there is none.', max_length=200, verbose_name='why it has no address'),
        ),
        migrations.AddField(
            model_name='sourcelink',
            name='stated',
            field=models.BooleanField(default=True, help_text='The document says so itself; else it is your inference.'),
        ),
        migrations.AlterField(
            model_name='historicalsource',
            name='modified_on',
            field=kb.models.sources.WrittenDateField(help_text='YYYY, YYYY-MM or YYYY-MM-DD, as the source says it. Empty: it says nothing.', validators=[kb.models.claim_rules.valid_period]),
        ),
        migrations.AlterField(
            model_name='historicalsource',
            name='published_on',
            field=kb.models.sources.WrittenDateField(help_text='YYYY, YYYY-MM or YYYY-MM-DD, as the source says it. Empty: it says nothing.', validators=[kb.models.claim_rules.valid_period]),
        ),
        migrations.AlterField(
            model_name='historicalsourcelink',
            name='note',
            field=models.TextField(blank=True, help_text='For an inference, the reason. Shown publicly.'),
        ),
        migrations.AlterField(
            model_name='source',
            name='modified_on',
            field=kb.models.sources.WrittenDateField(help_text='YYYY, YYYY-MM or YYYY-MM-DD, as the source says it. Empty: it says nothing.', validators=[kb.models.claim_rules.valid_period]),
        ),
        migrations.AlterField(
            model_name='source',
            name='published_on',
            field=kb.models.sources.WrittenDateField(help_text='YYYY, YYYY-MM or YYYY-MM-DD, as the source says it. Empty: it says nothing.', validators=[kb.models.claim_rules.valid_period]),
        ),
        migrations.AlterField(
            model_name='sourcelink',
            name='note',
            field=models.TextField(blank=True, help_text='For an inference, the reason. Shown publicly.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('published_on', ''), ('modified_on', ''), django.db.models.lookups.GreaterThanOrEqual(models.F('modified_on'), django.db.models.functions.text.Substr('published_on', 1, django.db.models.functions.text.Length('modified_on'))), _connector='OR'), name='kb_source_modified_after_published', violation_error_message='A source cannot be modified before it was published.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('framework__isnull', True), ('company__isnull', True), _connector='OR'), name='kb_source_one_owner', violation_error_message='A source is a framework’s own or a company’s own, not both.'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('no_address_because', ''), _connector='OR'), name='kb_source_address_or_reason', violation_error_message='It has an address: there is no reason why it has none.'),
        ),
        migrations.AddConstraint(
            model_name='sourcelink',
            constraint=models.CheckConstraint(condition=models.Q(('stated', True), models.Q(('note', ''), _negated=True), _connector='OR'), name='kb_sourcelink_inferred_has_reason', violation_error_message='An inference needs its reason, in the note.'),
        ),
        migrations.AddField(
            model_name='historicalreading',
            name='framework',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kb.framework'),
        ),
        migrations.AddField(
            model_name='historicalreading',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalreading',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='kb.source'),
        ),
        migrations.AddField(
            model_name='reading',
            name='framework',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='kb.framework'),
        ),
        migrations.AddField(
            model_name='reading',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='kb.source'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['framework', 'read_on', 'source'], name='kb_reading_framework'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(fields=('source', 'framework'), name='kb_reading_once', violation_error_message='This source was read for this framework already; change that day.'),
        ),
        migrations.RemoveIndex(
            model_name='cell',
            name='kb_cell_disagreeing',
        ),
        migrations.RemoveIndex(
            model_name='cell',
            name='kb_cell_disputed',
        ),
        migrations.AddField(
            model_name='cell',
            name='against_itself',
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name='cell',
            index=models.Index(condition=models.Q(('disagrees', True)), fields=['place', 'state', 'split', 'conditional', 'roots_min', 'roots', 'documents', 'framework', 'disagrees', 'against_itself'], name='kb_cell_disagreeing'),
        ),
        migrations.AddIndex(
            model_name='cell',
            index=models.Index(condition=models.Q(('disagrees', True)), fields=['-roots_min', '-roots', '-documents', 'place', 'state', 'split', 'conditional', 'disagrees', 'against_itself'], name='kb_cell_disputed'),
        ),
        migrations.RunPython(allow_readings, migrations.RunPython.noop),
    ]
