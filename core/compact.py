"""JSON on one line without blanks, in the letters that people wrote: as AWS's members hold it."""

from __future__ import annotations

import json

compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""What `json.dumps` gives with these separators, which makes an encoder anew for each text."""
