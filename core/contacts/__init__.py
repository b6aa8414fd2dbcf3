"""Whom to engage: people, escalation plans and on-call schedules."""
