"""What a course is: its directories, assignments, exercises, their release and their outcome."""
