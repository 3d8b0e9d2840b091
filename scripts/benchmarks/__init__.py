"""The measurements of `scripts/bench.py`: a module for each question, and shared modules."""
