"""Lets others see how Muster is doing: figures, traces and logs."""
