"""Which accounts belong together, and which Slack workspace is whose."""
