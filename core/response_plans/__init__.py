"""What to do when an incident of one kind starts."""
