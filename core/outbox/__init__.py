"""What was to be done and is not done yet, for whoever runs Muster."""
