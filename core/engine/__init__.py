"""Carries out what is due."""
