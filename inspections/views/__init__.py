"""Pages of spot checks: the inspector's phone pages and the bureau's plan."""
