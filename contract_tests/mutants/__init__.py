"""Tests the contract: drifts that it must report, variants that it must not, and mutants of the document itself."""
