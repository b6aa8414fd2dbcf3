"""Whether this installation is set up, in which Regions, and under which key."""
