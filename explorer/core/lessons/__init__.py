"""What the lessons compute; a module for each lesson, and `teacher`, who knows them all."""
