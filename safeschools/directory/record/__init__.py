"""Writing the register in bulk: imports and shipped data."""
