"""What the window knows, and how it changes: pure Python, no Qt, no torch.

`reduce(state, action)` gives the next state, `plan(old, new)` what the model thread must do,
`selectors` what views read out of a state, and `Store` ties them together.
"""
