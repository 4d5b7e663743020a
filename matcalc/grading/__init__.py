"""Grading strangers' code: intake, running, scoring, recording, reports."""
