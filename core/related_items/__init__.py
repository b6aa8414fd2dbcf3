"""What else belongs to an incident."""
