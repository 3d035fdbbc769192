# Where the period of each published claim ends, beside the place of its cell, so that lists by date follow an index.

import django.db.models.deletion
import kb.models.rollup
from django.db import migrations, models
from django.db.models.functions import Coalesce, NullIf

LAST_DAY = """CASE WHEN substr(kb_claim.as_of, 6, 2) IN ('04', '06', '09', '11') THEN '-30'
WHEN substr(kb_claim.as_of, 6, 2) != '02' THEN '-31'
WHEN CAST(substr(kb_claim.as_of, 1, 4) AS integer) % 4 = 0 AND (CAST(substr(kb_claim.as_of, 1, 4) AS integer) % 100 != 0
OR CAST(substr(kb_claim.as_of, 1, 4) AS integer) % 400 = 0) THEN '-29' ELSE '-28' END"""
FILL = f"""INSERT INTO kb_periodend (claim_id, day, place)
SELECT kb_claim.id, CASE length(kb_claim.as_of) WHEN 4 THEN kb_claim.as_of || '-12-31'
WHEN 7 THEN kb_claim.as_of || {LAST_DAY} WHEN 10 THEN kb_claim.as_of
ELSE coalesce(CAST(coalesce(kb_source.modified_on, kb_source.published_on) AS text), '') END, kb_cell.place
FROM kb_claim JOIN kb_source ON kb_source.id = kb_claim.source_id
JOIN kb_cell ON kb_cell.framework_id = kb_claim.framework_id AND kb_cell.aspect_id = kb_claim.aspect_id
AND coalesce(kb_cell.company_id, 0) = coalesce(kb_claim.company_id, 0)
WHERE kb_claim.status = 'published'"""


class Migration(migrations.Migration):
    dependencies = [
        ("kb", "0013_what_pages_ask"),
    ]

    operations = [
        migrations.CreateModel(
            name="PeriodEnd",
            fields=[
                ("claim", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="kb.claim")),
                ("day", kb.models.rollup.PlaceField(blank=True, default="", max_length=10)),
                ("place", kb.models.rollup.PlaceField(max_length=250)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="periodend",
            index=models.Index(models.OrderBy(models.F("day"), descending=True), models.F("place"), name="kb_periodend_newest"),
        ),
        migrations.AddIndex(
            model_name="periodend",
            index=models.Index(Coalesce(NullIf(models.F("day"), models.Value("")), models.Value("9999-99-99")), models.F("place"), name="kb_periodend_oldest"),
        ),
    ]
