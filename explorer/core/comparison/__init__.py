"""Two checkpoints that read the same: before and after a fine-tuning.

How far rows of weights are apart is in `divergence`, one sentence under both in `comparison`, a
file of sentences in `held_out`. No more than the traces of one sentence are held at a time.
"""
