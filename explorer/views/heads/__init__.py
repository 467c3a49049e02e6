"""Choosing a head: the overview of all of them, the bar above the map, the histogram."""
