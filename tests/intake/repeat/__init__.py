"""Tests of recognising people who come again."""
