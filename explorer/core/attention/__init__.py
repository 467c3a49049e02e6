"""The attention of one forward pass: `trace` is the way in.

`passes` runs the model, `capture` keeps queries and keys, `native` takes the model's own maps,
`sites` names each attention, `layers` computes weights on demand, `aggregates` their mean and max.
"""
