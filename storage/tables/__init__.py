"""The tables.  What is not a column is in the row's sealed document."""
