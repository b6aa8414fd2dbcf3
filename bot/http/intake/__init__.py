"""Is a message from outside what it says it is?  By which rules alarms are let in, and where."""
