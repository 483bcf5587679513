"""A run's documents keep their spelling; indexes of its lines that nothing asks for go."""

import django.db.models.deletion
from django.db import migrations, models

from safeschools.lib.schema import OnPostgreSQL
from safeschools.lib.spelled import SpelledJSONField

RUN, LINE = "designations_allocationrun", "designations_allocationline"
BY_RUN, BY_DECISION = f"{LINE}_run_id_3f5f0c5c", f"{LINE}_decision_id_b5e51ee0"


def columns(kind: str, storage: str) -> str:
    """A megabyte a few times a year: packing it costs more than it saves."""
    changes = [
        f'ALTER COLUMN "{name}" {change}'
        for name in ("case", "outcome")
        for change in (f'TYPE {kind} USING "{name}"::{kind}', f"SET STORAGE {storage}")
    ]
    return f"ALTER TABLE {RUN} {', '.join(changes)}"


class Migration(migrations.Migration):
    dependencies = [("designations", "0007_decision_of_a_line")]

    operations = [
        migrations.SeparateDatabaseAndState(
            # Without a rebuild of the tables, which on SQLite would lose their triggers.
            database_operations=[
                OnPostgreSQL(columns("json", "EXTERNAL"), columns("jsonb", "EXTENDED")),
                migrations.RunSQL(f"DROP INDEX {BY_RUN}", f"CREATE INDEX {BY_RUN} ON {LINE} (run_id)"),
                migrations.RunSQL(f"DROP INDEX {BY_DECISION}", f"CREATE INDEX {BY_DECISION} ON {LINE} (decision_id)"),
            ],
            state_operations=[
                migrations.AlterField("allocationrun", "case", SpelledJSONField()),
                migrations.AlterField("allocationrun", "outcome", SpelledJSONField()),
                migrations.AlterField(
                    "allocationline",
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="designations.allocationrun",
                        db_index=False,
                    ),
                ),
                migrations.AlterField(
                    "allocationline",
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scoring.groupdecision",
                        db_index=False,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            "allocationline",
            models.Index(
                fields=["decision"], condition=models.Q(decision__isnull=False), name="line_by_decision"
            ),
        ),
    ]
