"""Who covers for whom: one person asks another, and where both want it, overrides come of it."""
