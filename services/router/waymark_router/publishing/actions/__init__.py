"""The verbs of publishing, each in the transaction handed in: drafting, deciding, the emergency switch, seeding, uses.

Not here: what may be asked (`queries.py`), and the rows behind (`store.py`).
"""
