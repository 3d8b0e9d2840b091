"""What `scripts/bench.py` measures: a module for each question, and what they share."""
