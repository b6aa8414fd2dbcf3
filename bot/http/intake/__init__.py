"""Is a message from outside what it says it is?  The rules by which alarms will be let in; no route uses them yet."""
