"""Masking as in pretraining: `draws` chooses and corrupts, `guesses` asks the model."""
