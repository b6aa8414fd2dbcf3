"""Which figures does Muster keep of itself?  Every label has few values, and none of them is about a person."""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

AT_WORK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
LATE = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)
TO_ANSWER = (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 14400)
"""Seconds until a person has answered a page."""


class Metrics:
    """One process's figures, in a registry of their own."""

    def __init__(self) -> None:
        # One series less for each label: nobody asks when a counter began.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        self.calls = Counter("muster_calls", "Calls of operations.", ["operation", "outcome"], registry=registry)
        self.call_lasts = Histogram(
            "muster_call_seconds", "How long calls take.", ["service"], buckets=AT_WORK, registry=registry
        )
        self.steps = Counter("muster_steps", "Steps that were tried.", ["kind", "outcome"], registry=registry)
        self.step_late = Histogram(
            "muster_step_late_seconds", "How long after its time a step is begun.", ["lane"], buckets=LATE,
            registry=registry,
        )  # fmt: skip
        self.step_lasts = Histogram(
            "muster_step_seconds", "How long a step takes.", ["kind"], buckets=AT_WORK, registry=registry
        )
        self.sends = Counter(
            "muster_sends", "Messages handed to a carrier.", ["carrier", "message", "outcome"], registry=registry
        )
        self.send_lasts = Histogram(
            "muster_send_seconds", "How long a carrier takes.", ["carrier"], buckets=AT_WORK, registry=registry
        )
        self.answered = Histogram(
            "muster_acknowledgement_seconds", "From a page to its acknowledgement.", buckets=TO_ANSWER,
            registry=registry,
        )  # fmt: skip
        self.due = Gauge("muster_steps_due", "Steps that are due and not done, up to 10,000.", ["lane"],
                         registry=registry)  # fmt: skip
        self.oldest_due = Gauge(
            "muster_oldest_due_seconds", "How late the most overdue step is.", ["lane"], registry=registry
        )
        self.turned = Gauge(
            "muster_engine_turned_seconds", "Since the slower lane last looked for something to do.",
            registry=registry,
        )  # fmt: skip
        self.replicas = Gauge("muster_replicas", "Processes alive on this database.", registry=registry)
        self.skew = Gauge(
            "muster_clock_skew_seconds", "By how much this machine's clock is ahead of the time that counts.",
            registry=registry,
        )  # fmt: skip
        self.up = Gauge("muster_up", "1 while a check says that all is well.", ["check"], registry=registry)
        self.ready = Gauge("muster_ready", "1 while this process takes requests.", registry=registry)

    def text(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self._registry)
