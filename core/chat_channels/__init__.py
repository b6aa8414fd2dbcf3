"""Which Slack channel a response plan's topic means."""
