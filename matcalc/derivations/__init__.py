"""Derivations, checked line by line."""
