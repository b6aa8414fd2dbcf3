"""What those who run this installation have to hear of."""
