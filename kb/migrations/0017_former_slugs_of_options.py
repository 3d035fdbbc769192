# Options and needs keep their old addresses; options of several aspects may have had one slug.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kb', '0016_document_identity'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='formerslug',
            name='kb_formerslug_once',
        ),
        migrations.AlterField(
            model_name='formerslug',
            name='kind',
            field=models.CharField(choices=[('framework', 'framework'), ('aspect', 'aspect'), ('group', 'group of aspects'), ('company', 'company'), ('source', 'source'), ('scope', 'scope'), ('option', 'option'), ('need', 'need')], max_length=10),
        ),
        migrations.AlterField(
            model_name='historicalformerslug',
            name='kind',
            field=models.CharField(choices=[('framework', 'framework'), ('aspect', 'aspect'), ('group', 'group of aspects'), ('company', 'company'), ('source', 'source'), ('scope', 'scope'), ('option', 'option'), ('need', 'need')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='formerslug',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'option'), _negated=True), fields=('kind', 'slug'), name='kb_formerslug_once', violation_error_message='This slug leads on to another row already.'),
        ),
        migrations.AddConstraint(
            model_name='formerslug',
            constraint=models.UniqueConstraint(fields=('kind', 'slug', 'target'), name='kb_formerslug_once_a_row', violation_error_message='This slug leads on to this row already.'),
        ),
    ]
