"""What `muster doctor` tries out: everything that Muster stands on, from the machine that it runs on."""
