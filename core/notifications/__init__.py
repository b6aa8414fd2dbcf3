"""What an incident's notification targets are told of it."""
