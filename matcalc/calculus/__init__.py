"""Derivatives of formulas, by rules: one differential for each operation."""
