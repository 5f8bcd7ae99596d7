"""Publishing rules: drafts, a second person's approval, versions by time, going back, the emergency switch (ADR 0034).

Not here: what a rule may say (`rule.py`), how a version decides (`allocation.py`).
"""
