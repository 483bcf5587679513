"""Commands on accounts: making them, giving and ending roles, passwords, the identity in use."""
