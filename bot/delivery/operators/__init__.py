"""The alarm to those who run this installation: one file for each way to reach them."""
