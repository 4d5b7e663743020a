"""The contract of "right", in numbers: how far an answer may be from the truth, and why.

The truth is a numerical derivative that comes with an estimate of its own error; an entry is judged
by that estimate first, and by these numbers where it alone would be too strict or too kind.
"""

__all__ = [
    "AGREES", "CONFIRMED", "CONFIRMING", "EQUAL", "EXACT", "FAINT", "FEW_DIGITS", "HIDDEN",
    "KINK_CLEAR", "NEARER", "NUDGES", "OF_LARGEST", "POINTS", "RELATIVE", "ROUGH", "ROUNDED",
    "ROUNDING", "SAFETY", "SHAKY", "STILL", "VAGUE", "VAGUE_SIZE", "VALUE_RELATIVE", "ZERO",
]  # fmt: skip

# Of an answer.
POINTS = 3  # at which it must agree
SAFETY = 8  # times an error estimate, which may be too small by as much
RELATIVE = 1e-6  # of the entry: a derivative's
EXACT = 1e-12  # of the entry: a formula's, which is computed as the closed form is
VALUE_RELATIVE = 1e-9  # of the entry: a value's, which is not differentiated
OF_LARGEST = 1e-9  # of the largest entry: the most that an answer may lose to rounding
ROUNDED = 2.0**-50  # relative: by so much arguments are moved to see what is lost to rounding
ROUNDING = 1e-13  # of a reference's value, for what its own arithmetic rounds
ROUGH = 1e-4  # of the entry: a wrong answer as near as that everywhere has lost digits only
HIDDEN = 1e-9  # of the largest term: one that is smaller everywhere was not looked at
NEARER = (0.3, 0.1, 0.03)  # times a point: where such a term may count
EQUAL = 1e-7  # of the largest entry: two answers of one formula

# Of the truth.
ZERO = 1e-12  # known as closely to be zero as that, an entry is zero
STILL = 1e-6  # of the largest entry, or 1: the same for one that no step moved
VAGUE = 2.5e-5  # of itself: known to less, an entry decides nothing
VAGUE_SIZE = 1e-3  # of the largest entry: smaller entries need no more digits than this one,
FEW_DIGITS = 1e-2  # but as many as this says, of itself
NUDGES = (1e-11, 1e-12, 1e-13, 1e-11, 1e-12, 1e-13, 1e-11)  # relative: arguments are moved so
SHAKY = 1e9  # times that, relative: a value that moves by more is made of rounding
FAINT = 1e-10  # what rounding makes of a zero; a value of such is used where there is no other

# Of a numerical derivative.
CONFIRMING = 6  # smallest steps, one of which must confirm what larger steps agree on
CONFIRMED = 32  # times the rounding error: how near that is
KINK_CLEAR = 16  # times the rounding error: a gap between one-sided slopes that is no noise
AGREES = 1e-5  # relative: ratios at several points that are one number
