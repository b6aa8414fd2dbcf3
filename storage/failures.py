"""What is raised where a database could not do what it was asked."""

from __future__ import annotations

from core.errors import OutOfOrder


class StorageFailed(OutOfOrder):
    """The database could not do it: disk full, an I/O error, or it is closed.  Nothing was stored."""
