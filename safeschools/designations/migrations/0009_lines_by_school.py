"""One index of the lines begins with the school, one with the run; an index of the school alone is a third."""

import django.db.models.deletion
from django.db import migrations, models

from safeschools.lib.schema import OnPostgreSQL

LINE = "designations_allocationline"
BY_SCHOOL = f"{LINE}_participation_id_b1fbad3b"


def unique(*columns: str) -> str:
    return (
        f"ALTER TABLE {LINE} DROP CONSTRAINT one_line_per_school,"
        f" ADD CONSTRAINT one_line_per_school UNIQUE ({', '.join(columns)})"
    )


class Migration(migrations.Migration):
    dependencies = [("designations", "0008_spelled_documents")]

    operations = [
        migrations.SeparateDatabaseAndState(
            # SQLite keeps its three: it could only rebuild the table, which would lose its triggers.
            database_operations=[
                OnPostgreSQL(unique("participation_id", "run_id"), unique("run_id", "participation_id")),
                OnPostgreSQL(f"DROP INDEX {BY_SCHOOL}", f"CREATE INDEX {BY_SCHOOL} ON {LINE} (participation_id)"),
            ],
            state_operations=[
                migrations.RemoveConstraint("allocationline", "one_line_per_school"),
                migrations.AddConstraint(
                    "allocationline",
                    models.UniqueConstraint(fields=["participation", "run"], name="one_line_per_school"),
                ),
                migrations.AlterField(
                    "allocationline",
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocation_lines",
                        to="campaigns.participation",
                        db_index=False,
                    ),
                ),
            ],
        ),
    ]
