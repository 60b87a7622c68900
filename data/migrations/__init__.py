"""Changes of the tables, in order; `0001` makes the first shape."""
