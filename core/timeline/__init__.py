"""What happened in an incident, and when."""
