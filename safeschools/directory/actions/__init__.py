"""What people do to the register."""
