"""The record of everything that was asked: events in CloudTrail's shape, their chain, and the digests that close it."""
