"""The page of surveys: what is filled in, the survey at work, and the one that is looked at."""
