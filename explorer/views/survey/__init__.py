"""What every head does over a corpus, from a survey that was made before."""
