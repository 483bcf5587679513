"""Words and names of the register, without Django."""
