"""Moving house: `muster export`, `muster import file` and `muster import aws`."""
