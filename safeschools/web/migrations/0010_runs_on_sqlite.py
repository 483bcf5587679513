"""On SQLite too a run never changes but for its state and signatures, and is never deleted (docs/invariants.md)."""

from django.db import migrations

from safeschools.lib.schema import never

RUN = "designations_allocationrun"
#: every column but those of `RUN_MOVES` in 0001
FROZEN = 'id, year_id, number, revision, engine_version, "case", case_hash, outcome, outcome_hash, created_by_id, created_at'


class Migration(migrations.Migration):
    dependencies = [("web", "0009_final_draws"), ("designations", "0008_spelled_documents")]

    operations = [
        never("run_frozen", RUN, f"UPDATE OF {FROZEN}"),
        never("run_never_deleted", RUN, "DELETE"),
    ]
