"""The demo: a sample organisation, some incidents it has been through, and a Slack workspace on this machine."""
