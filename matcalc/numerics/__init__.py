"""Arrays, the two layouts, and numerical derivatives that know how far they can be trusted."""
