"""Why was something from outside not believed?"""

from __future__ import annotations


class Rejected(Exception):
    """For our own log: whoever sent it hears no reason.  The text has nothing in it that was sent."""
