"""The tokens of every test person, wherever a builder puts them; a new builder of people is named here."""

from tests.builders import partner_post, police_post
from tests.canary.scan import Tokens

SENT_BY = {"police": police_post.CANARIES, "partner": partner_post.CANARIES}


def all_tokens() -> Tokens:
    """All of them, named "police given_name" and so on."""
    return Tokens({token: f"{who} {field}" for who, fields in SENT_BY.items() for field, token in fields.items()})
