"""What is wrong with an answer: its values, its terms and its program say it."""
