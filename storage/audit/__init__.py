"""Where the audit is kept: its records, the chain that ties them, the digests, and what was delivered of it."""
