"""Keeping the installation: backup, restore, drill, verification of results, and whether it is well."""
