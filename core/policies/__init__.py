"""Policies in IAM's language: what they say, as values that can be decided by."""
