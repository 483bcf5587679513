"""Each place carries the cap it was given under, and a number among all stars together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("designations", "0002_later_namings")]

    operations = [
        migrations.AddField("designation", "all_stars", models.PositiveSmallIntegerField(default=0, editable=False)),
        *(
            migrations.AddField("designation", name, models.PositiveIntegerField(default=0), preserve_default=False)
            for name in ("cap", "place_in_all", "cap_in_all")
        ),
    ]
