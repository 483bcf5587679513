"""The models say what web.0011 does on PostgreSQL; SQLite keeps its foreign keys, which cost nothing there."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("designations", "0009_lines_by_school")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "allocationline",
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocation_lines",
                        to="campaigns.participation",
                        db_index=False,
                        db_constraint=False,
                    ),
                ),
                migrations.AlterField(
                    "allocationline",
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="designations.allocationrun",
                        db_index=False,
                        db_constraint=False,
                    ),
                ),
            ]
        )
    ]
