# Indexes for what pages read first: the newest reviews, the best supported cells of a state, the cells that are stale on a day.

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0009_admin_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='cell',
            name='kb_cell_fresh_until',
        ),
        migrations.AddIndex(
            model_name='cell',
            index=models.Index(fields=['fresh_until', 'framework', 'aspect', 'state'], name='kb_cell_stale'),
        ),
        migrations.AddIndex(
            model_name='cell',
            index=models.Index(fields=['state', '-roots_min', '-roots', '-documents', 'place'], name='kb_cell_state_strength'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['status', '-reviewed_on', '-key'], name='kb_claim_recent'),
        ),
    ]
