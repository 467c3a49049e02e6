"""Attention of models outside the AttentionInterface: what they return themselves, put right.

`returned` runs a model eagerly and finds its maps. Most are weights of every token for every one;
the others have a file each: `bands` (Longformer, LED), `blocks` (BigBird and its Pegasus), `pools`
(Funnel), `scores` (SqueezeBERT) and `streams` (XLNet).
"""
