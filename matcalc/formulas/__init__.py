"""Formulas: read as people write them, kept as trees, computed, and printed again."""
