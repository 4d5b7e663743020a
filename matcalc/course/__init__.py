"""Building the book, releasing assignments, and checking a learner's notebook."""
