"""The triage desk's work: what nobody took, who could, assigning by hand, suggesting rules, and the unmet register."""
