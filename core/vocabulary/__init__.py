"""The words that Muster understands: AWS's operations, their shapes, and what people type for them."""
