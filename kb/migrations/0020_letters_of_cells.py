# What a text filter looks through has no accents any more, and the quotation marks and dashes of a keyboard.

from django.db import migrations

from kb.texts import letters_key

AT_ONCE = 1000


def spell_anew(apps, schema_editor):
    rows = apps.get_model("kb", "Cell").objects.order_by("pk").only("pk", "words")
    last = 0
    while portion := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = portion[-1].pk
        stale = [row for row in portion if row.words != letters_key(row.words)]
        for row in stale:
            row.words = letters_key(row.words)
        rows.bulk_update(stale, ["words"], batch_size=100)


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0019_broken_rules_and_made_slugs'),
    ]

    operations = [
        migrations.RunPython(spell_anew, migrations.RunPython.noop),
    ]
