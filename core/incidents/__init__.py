"""Incidents: opened, changed, resolved."""
