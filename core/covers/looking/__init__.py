"""What is known of shifts, of who has them, and of whom it concerns when they change."""
