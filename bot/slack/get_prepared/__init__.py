"""`@aws get-prepared`: leads an administrator from an empty workspace to a page that arrives."""
