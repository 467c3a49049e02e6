"""Small widgets that know nothing of attention."""
