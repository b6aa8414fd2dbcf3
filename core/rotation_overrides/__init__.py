"""Who covers for whom in a rotation, and for how long."""
