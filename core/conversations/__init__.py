"""Commands that wait for a person's next message."""
