"""Mends bases that had 0005 before two columns were added to it in place: they lack what newer bases have."""

from django.db import migrations

MODELS = ("Source", "HistoricalSource")
ADDED_LATER = "archive_state"


def add_where_missing(apps, schema_editor):
    """The models here know the column, since 0005 names it today; a base that is whole is left as it is."""
    for name in MODELS:
        model = apps.get_model("kb", name)
        field = model._meta.get_field(ADDED_LATER)
        if field.column not in columns(schema_editor.connection, model._meta.db_table):
            schema_editor.add_field(model, field)


def columns(connection, table):
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


class Migration(migrations.Migration):

    dependencies = [
        ("kb", "0006_search_words"),
    ]

    operations = [
        migrations.RunPython(add_where_missing, migrations.RunPython.noop),
    ]
