"""Reading how the installation is, and whether its results are right."""
