"""The attention of one forward pass: `forward` runs a model, `trace` is what was seen in it.

`passes` calls the model, `capture` keeps queries and keys, `native` takes the model's own maps,
`sites` names each attention, `layers` computes weights on demand, `aggregates` their mean and max.
"""
