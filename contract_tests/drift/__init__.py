"""The parts of `scripts/drift.py`: sources of exchanges, the probe, the reports and the adoption."""
