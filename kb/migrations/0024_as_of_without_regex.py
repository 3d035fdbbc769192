# The rule on "as of" is said without a regular expression: no program but Django's could check a copy of a SQLite base.

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models


def go_on_counting(apps, schema_editor):
    """To alter a table SQLite writes it anew, and would give the keys of claims that are gone a second time."""
    if schema_editor.connection.vendor == "sqlite":
        newest = "(SELECT coalesce(max(id), 0) FROM kb_historicalclaim)"
        schema_editor.execute(f"UPDATE sqlite_sequence SET seq = max(seq, {newest}) WHERE name = 'kb_claim'")


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0023_tallies_against_itself'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='claim',
            name='kb_claim_as_of_is_a_period',
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('as_of', ''), models.Q(django.db.models.lookups.GreaterThanOrEqual(django.db.models.functions.text.Length('as_of'), 4), django.db.models.lookups.Exact(models.Func(django.db.models.functions.text.Substr('as_of', 1, 4), models.Value('0123456789'), function='ltrim', output_field=models.CharField()), models.Value('')), django.db.models.lookups.In(django.db.models.functions.text.Substr('as_of', 5, 3), ['', '-01', '-02', '-03', '-04', '-05', '-06', '-07', '-08', '-09', '-10', '-11', '-12']), django.db.models.lookups.In(django.db.models.functions.text.Substr('as_of', 8, 4), ['', '-01', '-02', '-03', '-04', '-05', '-06', '-07', '-08', '-09', '-10', '-11', '-12', '-13', '-14', '-15', '-16', '-17', '-18', '-19', '-20', '-21', '-22', '-23', '-24', '-25', '-26', '-27', '-28', '-29', '-30', '-31'])), _connector='OR'), name='kb_claim_as_of_is_a_period', violation_error_code='kb_claim_as_of_is_a_period', violation_error_message='“As of” is YYYY, YYYY-MM or YYYY-MM-DD.'),
        ),
        migrations.RunPython(go_on_counting, migrations.RunPython.noop),
    ]
