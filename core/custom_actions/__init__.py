"""Commands that a team gives a name, for the channels where they are offered."""
