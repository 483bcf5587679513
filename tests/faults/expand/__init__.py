"""The next release, as far as its first migration: it only adds (expand), so that the old program goes on."""
