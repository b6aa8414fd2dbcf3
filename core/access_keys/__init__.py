"""The keys that programs sign their requests with."""
