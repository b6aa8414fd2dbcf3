"""Labels that people put on what they own."""
