"""What people answer to a page from outside Slack, and what is said back."""
