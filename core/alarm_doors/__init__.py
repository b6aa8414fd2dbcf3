"""Where alarms come in: doors that the operator makes, and what becomes of an alarm at one."""
