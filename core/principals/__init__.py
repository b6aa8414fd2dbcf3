"""Who has which policies: read from the operator's files, and from what links a Slack channel."""
