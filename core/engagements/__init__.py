"""Engagements and their pages: who is paged when, and what an answer stops."""
