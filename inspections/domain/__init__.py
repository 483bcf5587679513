"""Pure rules of spot checks and incidents. Standard library only."""
