"""Shifts for calendar programs: addresses that people subscribe to, and what is told there."""
