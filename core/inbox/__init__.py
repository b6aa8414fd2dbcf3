"""What Slack has handed over and we have promised to carry out."""
