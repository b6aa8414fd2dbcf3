"""What would happen: the escalation of a response plan, played through without paging anybody."""
