from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE scoring_itemscore ADD COLUMN of_the_next_release text",
            "ALTER TABLE scoring_itemscore DROP COLUMN of_the_next_release",
        ),
    ]
