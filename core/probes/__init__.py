"""Pages to nobody, which prove that pages go out."""
