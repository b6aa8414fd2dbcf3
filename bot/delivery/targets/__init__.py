"""Notification targets: one file for each way in which a topic's listeners are told."""
