"""Whoever reads an address agrees to be paged there, or wants no more, from that very telephone."""
