# Cells that one source alone contests are counted with the others, so that no page looks for them.

from collections import Counter

from django.db import migrations, models


def count_cells(apps, schema_editor):
    alone = apps.get_model("kb", "Cell").objects.filter(disagrees=True, state="contested", against_itself=True)
    columns = ("framework", "aspect__group", "aspect__per_company", "aspect__stale_after_months")
    counts = Counter(
        (framework, group, per_company, months is not None)
        for framework, group, per_company, months in alone.order_by().values_list(*columns)
    )
    tallies = apps.get_model("kb", "Tally").objects.filter(state="contested")
    for (framework, group, per_company, ageing), number in counts.items():
        here = tallies.filter(framework=framework, group=group, per_company=per_company, ageing=ageing)
        here.update(against_itself=number)


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0022_titles_of_sources'),
    ]

    operations = [
        migrations.AddField(
            model_name='tally',
            name='against_itself',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.RunPython(count_cells, migrations.RunPython.noop),
    ]
