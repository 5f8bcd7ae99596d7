"""Consent's pages: signing in and out."""
