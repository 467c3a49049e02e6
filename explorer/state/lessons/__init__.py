"""What a person has set in each lesson, and what it asks of the model thread; a module each."""
