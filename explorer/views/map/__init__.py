"""The map of the selected head: `map_view` takes the input, `map_canvas` draws."""
