"""The HTTP edge: builds the app, maps errors to answers, sets limits, opens and commits a request's transaction.

Not here: what a route demands (`waymark.guard`) and what a service does.
"""

from waymark.http.app import build_app
from waymark.http.bodies import Body, parse_json, parsed
from waymark.http.documents import demanded, problems
from waymark.http.doors import here, reading, reading_all, writing, writing_all

__all__ = [
    "Body",
    "build_app",
    "demanded",
    "here",
    "parse_json",
    "parsed",
    "problems",
    "reading",
    "reading_all",
    "writing",
    "writing_all",
]
