"""The contract of "right", in numbers: how far an answer may be from the truth, and why.

The truth is a numerical derivative that comes with an estimate of its own error; an entry is judged
by that estimate first, and by these numbers where it alone would be too strict or too kind.
"""

__all__ = [
    "AGREES", "CONFIRMED", "CONFIRMING", "EQUAL", "KINK_CLEAR", "OF_LARGEST", "RELATIVE",
    "ROUNDING", "SAFETY", "VAGUE", "VAGUE_SIZE", "VALUE_RELATIVE", "ZERO",
]  # fmt: skip

# Of an answer.
SAFETY = 8  # times the truth's own error estimate, which may be too small by as much
RELATIVE = 1e-6  # of the entry: a derivative's
VALUE_RELATIVE = 1e-9  # of the entry: a value's, which is not differentiated
OF_LARGEST = 1e-9  # of the largest entry: beside it, what a sum of products loses
ZERO = 1e-12  # of the function's value, per unit of the variable: rounding of a constant question
ROUNDING = 1e-13  # of a reference's value, for what its own arithmetic rounds
EQUAL = 1e-7  # of the largest entry: two answers of one formula

# Of the truth.
VAGUE = 2.5e-5  # of itself: known to less, it decides nothing
VAGUE_SIZE = 1e-3  # of the largest entry: smaller entries need no more digits than this one

# Of a numerical derivative.
CONFIRMING = 6  # smallest steps, one of which must confirm what larger steps agree on
CONFIRMED = 32  # times the rounding error: how near that is
KINK_CLEAR = 16  # times the rounding error: a gap between one-sided slopes that is no noise
AGREES = 1e-5  # relative: ratios at several points that are one number
