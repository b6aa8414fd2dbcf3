"""Muster's rules: what an incident manager is.  Imports no framework, edge or database."""
