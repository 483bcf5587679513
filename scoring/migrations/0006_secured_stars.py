from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """No tie and no pending school is known yet; years that go on are computed anew, in closed ones nothing is open."""
    rating, sheet = apps.get_model("scoring", "Rating"), apps.get_model("scoring", "RatingSheet")
    rating.objects.update(highest_star=F("projected_star"))
    rating.objects.filter(year__state="closed").update(secured_star=F("projected_star"))
    sheet.objects.exclude(year__state="closed").update(revision=-1)


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0004_rules_of_rows"),
        ("scoring", "0005_exits_are_signed"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="rating", name="projection_within_band"),
        migrations.AddField(
            model_name="rating", name="highest_star", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="rating", name="secured_star", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="rating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    secured_star__lte=F("projected_star"),
                    projected_star__lte=F("highest_star"),
                    highest_star__lte=F("band"),
                ),
                name="projection_within_band",
            ),
        ),
    ]
