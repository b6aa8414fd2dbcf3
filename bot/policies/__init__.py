"""Where policies live: files that the operator writes, read at the start and again whenever they change."""
