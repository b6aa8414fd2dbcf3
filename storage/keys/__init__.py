"""Keys: where they are, what they wrap, and how they are changed without touching a document."""
