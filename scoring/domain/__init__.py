"""Pure scoring: facts to points, points to bands, bands to stars under quotas. Standard library only."""
