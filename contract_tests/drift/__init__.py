"""What `scripts/drift.py` is made of: where exchanges come from, what is told of them, and what is taken over."""
