"""Text messages from people: what each means for their pages and channels, and what is said back."""
