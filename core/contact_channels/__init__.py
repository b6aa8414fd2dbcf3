"""How a person is reached, and whether they agreed to it."""
