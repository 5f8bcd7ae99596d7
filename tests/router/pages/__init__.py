"""Tests of the router's pages, through the app and without a browser."""
