"""Statistics of every head over a corpus, on one machine or a cluster.

A corpus is cut into shards by its lines alone; a `Surveyor` turns a shard into a `Partial`, and
partials add up exactly, in any order. `on_ray` alone imports ray.
"""
