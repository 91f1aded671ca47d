"""How a report reaches people: which way, in what words, exactly once, and what is due when nobody answers."""
