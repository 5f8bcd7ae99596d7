"""The HTTP edge: builds the app, maps errors to answers, sets limits, opens and commits a request's transaction.

Not here: what a route demands (`waymark.guard`) and what a service does.
"""

from waymark.http.app import build_app
from waymark.http.bodies import parse_json, parsed
from waymark.http.doors import here, reading, writing

__all__ = ["build_app", "here", "parse_json", "parsed", "reading", "writing"]
