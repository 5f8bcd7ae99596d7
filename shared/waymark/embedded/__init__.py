"""The embedded PostgreSQL: used when no database URL is given. What is inside it is waymark.migrate's business."""

from waymark.embedded.place import EmbeddedFailed
from waymark.embedded.server import EmbeddedServer, embedded_postgres

__all__ = ["EmbeddedFailed", "EmbeddedServer", "embedded_postgres"]
