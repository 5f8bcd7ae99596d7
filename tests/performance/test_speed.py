"""Our pipeline beside the bare one, alternately in one run: only their ratio says anything about us on any machine."""
