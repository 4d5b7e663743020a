"""Grading submissions with nbgrader, reports, and the demonstration class."""
