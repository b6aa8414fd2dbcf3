"""Pages: read, listed, answered."""
