"""What telephones are sent and told: words that fit into a text message, and words that are understood when heard."""
