"""`@aws oncall` and `/oncall`: who is on call, and what people do about it."""
