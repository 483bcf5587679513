"""Writing backups, and writing a backup back."""
