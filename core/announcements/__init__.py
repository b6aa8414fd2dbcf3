"""What a channel is told of an incident."""
