"""Who is on call, when: computed from rotations and their overrides, and stored nowhere."""
