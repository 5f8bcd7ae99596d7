"""Tests of drafting, approving and publishing rules."""
