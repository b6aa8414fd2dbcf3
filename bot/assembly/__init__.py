"""Puts the parts of one process together, for `bot.main`."""
