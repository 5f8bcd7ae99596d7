"""Who is asking: tokens, and this service's own copy of keys and members by which it knows them (design.md 9).

Not here: what a route demands (`waymark.guard`), and how tokens come to be asked for (consent's access rooms).
"""

from waymark.auth.known import Actor, Known
from waymark.auth.remember import remember_keys, remember_members
from waymark.auth.token import ACCESS, SESSION, SESSION_COOKIE, SKEW_S, Claims, Use, mint_token, prove

__all__ = [
    "ACCESS",
    "SESSION",
    "SESSION_COOKIE",
    "SKEW_S",
    "Actor",
    "Claims",
    "Known",
    "Use",
    "mint_token",
    "prove",
    "remember_keys",
    "remember_members",
]
