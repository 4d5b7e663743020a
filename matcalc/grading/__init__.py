"""Grading strangers' code: intake, running, scoring, recording, reports."""

__all__: list[str] = []
