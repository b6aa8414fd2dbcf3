"""What Slack is told when other people are on call than before: posts in channels, members of user groups."""
