"""What a backup is, and what is kept how long: rules without a database."""
