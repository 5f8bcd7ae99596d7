"""The public form's own: what is asked, what is wrong with an answer, and what the answers come to. Not here: pages."""
