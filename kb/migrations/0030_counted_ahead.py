# Who is said to use what is tallied, public questions are listed by group, and rows that depend on a condition indexed.

import django.db.models.deletion
from django.db import migrations, models

TALLY_ADOPTION = """
    INSERT INTO kb_adoptiontally (framework_id, state, certainty, affirmed, cells)
    SELECT framework_id, state, certainty, affirmed, count(*) FROM kb_cell
    WHERE company_id IS NOT NULL AND claims > 0 AND place LIKE '% _____ used-in-production %'
    GROUP BY framework_id, state, certainty, affirmed
"""
LIST_QUESTIONS = """
    INSERT INTO kb_publicquestion (aspect_id, group_id)
    SELECT id, group_id FROM kb_aspect WHERE NOT per_company AND (
        EXISTS (SELECT 1 FROM kb_cell WHERE kb_cell.aspect_id = kb_aspect.id)
        OR EXISTS (SELECT 1 FROM kb_need WHERE kb_need.aspect_id = kb_aspect.id)
    )
"""


def own(model: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=f"kb.{model}")


class Migration(migrations.Migration):
    dependencies = [("kb", "0029_withdrawn_pages")]

    operations = [
        migrations.CreateModel(
            "AdoptionTally",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=12)),
                ("certainty", models.CharField(blank=True, max_length=6)),
                ("affirmed", models.BooleanField()),
                ("cells", models.PositiveIntegerField(default=0)),
                ("framework", own("framework")),
            ],
            {
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("framework", "state", "certainty", "affirmed"), name="kb_adoptiontally_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "PublicQuestion",
            [
                (
                    "aspect",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="kb.aspect",
                    ),
                ),
                ("group", own("aspectgroup")),
            ],
            {"default_permissions": ()},
        ),
        migrations.RunSQL(TALLY_ADOPTION, migrations.RunSQL.noop),
        migrations.RunSQL(LIST_QUESTIONS, migrations.RunSQL.noop),
        migrations.RemoveIndex("cell", "kb_cell_split"),
        migrations.AddIndex(
            "cell",
            models.Index(
                fields=["place", "company", "split"], name="kb_cell_split", condition=models.Q(split=True)
            ),
        ),
        migrations.AddIndex(
            "cell",
            models.Index(
                fields=["place", "conditional", "disagrees", "state", "split"],
                name="kb_cell_conditional",
                condition=models.Q(conditional=True),
            ),
        ),
    ]
