"""What ends a reading in the middle."""

from __future__ import annotations


class SourceGone(Exception):
    """Nothing more can be read: no connection, no credentials.  The text says which, and what to do."""
