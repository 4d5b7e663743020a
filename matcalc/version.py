"""The version, and the name under which the package is distributed."""

__all__ = ["DISTRIBUTION", "__version__"]

DISTRIBUTION = "matrix-calculus-checked"  # another project on the package index is called matcalc
__version__ = "0.2.0"
