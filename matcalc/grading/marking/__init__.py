"""What is asked, what a submission earned, and the gradebook that holds it."""
