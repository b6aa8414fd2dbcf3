"""Remembers: tables, sealing, keys, migrations, and the implementations of `core`'s ports."""
