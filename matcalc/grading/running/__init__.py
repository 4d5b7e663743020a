"""Strangers' code, run where it can do no harm; what it showed comes back as plain data."""
