"""Number the places given so far, best star first, and note the caps they were given under."""

from django.db import migrations

FILL = """
UPDATE designations_designation SET
    cap = (SELECT q.cap FROM designations_quota q
           WHERE q.year_id = designations_designation.year_id AND q.star = designations_designation.star),
    cap_in_all = (SELECT q.cap FROM designations_quota q
                  WHERE q.year_id = designations_designation.year_id AND q.star = 0),
    place_in_all = (SELECT COUNT(*) FROM designations_designation other
                    WHERE other.year_id = designations_designation.year_id
                      AND (other.star > designations_designation.star
                           OR (other.star = designations_designation.star
                               AND other.place <= designations_designation.place)))
"""


class Migration(migrations.Migration):
    dependencies = [("designations", "0003_places_under_caps")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
