"""The proof of the contract: drifts that it must see, variants that it must not, and mutants of the document itself."""
