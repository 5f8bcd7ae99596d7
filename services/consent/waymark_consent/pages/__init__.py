"""Consent's pages: signing in and out, where each role works, and recording what a person said."""
