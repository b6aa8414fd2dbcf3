"""Measurements by hand; nothing here runs in the tests or is installed."""
