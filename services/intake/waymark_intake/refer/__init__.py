"""A partner's web form: its questions, what was answered, and the partner record that comes of it. Pure."""
