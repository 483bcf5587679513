"""Real faults on real processes: what reliability.md section 2 promises, F1 to F19."""
