"""What lies ahead: holes, people and plans that nobody can rely on, and how evenly the load is spread."""
