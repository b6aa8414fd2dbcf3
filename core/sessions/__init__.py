"""Roles that somebody takes on for a while, and who one is meanwhile."""
