"""Deployments that may have caused an incident."""
