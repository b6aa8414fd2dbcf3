"""Every edge of the process: what talks to Slack, to AWS clients and to people's devices."""
