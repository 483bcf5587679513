"""Commands of spot checks."""
