"""Who takes turns being on call, and when the turn passes on."""
