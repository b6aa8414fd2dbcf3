"""The commands of an operator that are more than a line or two."""
