"""A small mapping of columns for tests."""

from waymark_intake.sheet.mapping import SheetMapping, read_mapping

A_MAPPING = """
name = "small"
title = "A small mapping"
format = "police"
ignore = ["Notes"]

[always]
crime_category = "burglary"

[[columns]]
title = "Reported at"
field = "reported_at"
reads = "instant"
required = true

[[columns]]
title = "Occurred on"
field = "occurred_on"
reads = "date"

[[columns]]
title = "First name"
also = ["Forename"]
field = "victim.given_name"

[[columns]]
title = "Surname"
field = "victim.family_name"

[[columns]]
title = "Age"
field = "victim.age_years"
reads = "number"

[[columns]]
title = "Estimated"
field = "victim.age_is_estimate"
reads = "truth"

[[columns]]
title = "Address"
field = "victim.address_lines[]"

[[columns]]
title = "Town"
field = "victim.address_lines[]"

[[columns]]
title = "Needs"
field = "needs[]"
reads = "list"
codes = { "money" = "debt", "a home" = "housing" }

[[columns]]
title = "Safe to call"
field = "safe_contact.mobile_safe"
reads = "answer"

[[columns]]
title = "Consent"
field = "consent.position"
reads = "code"
codes = { "Yes" = "given", "No" = "refused" }
"""


def a_mapping(text: str = A_MAPPING) -> SheetMapping:
    """The mapping, read."""
    return read_mapping(text)
