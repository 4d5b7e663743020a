"""What learners, instructors and platforms get of it."""
