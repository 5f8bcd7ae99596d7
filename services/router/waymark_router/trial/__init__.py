"""Rules tried before they are published: on one made-up person, and on the coded facts of past referrals.

Nothing is decided, kept or told.
"""
