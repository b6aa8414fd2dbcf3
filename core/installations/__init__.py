"""By which tokens Muster speaks in the workspaces that have installed its Slack app."""
