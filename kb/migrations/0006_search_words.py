import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("kb", "0005_source_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=60)),
                ("start", models.CharField(max_length=2)),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["start"], name="kb_word_start")],
                "constraints": [models.UniqueConstraint(fields=("word",), name="kb_word_once")],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(
                    choices=[
                        ("framework", "framework"), ("aspect", "aspect"), ("company", "company"), ("source", "source"),
                        ("claim", "claim"),
                    ],
                    max_length=10,
                )),
                ("target", models.PositiveBigIntegerField()),
                ("weight", models.PositiveSmallIntegerField()),
                ("word", models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="mentions",
                    to="kb.word",
                )),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["target", "kind"], name="kb_mention_target")],
                "constraints": [models.UniqueConstraint(fields=("word", "kind", "target"), name="kb_mention_once")],
            },
        ),
    ]
