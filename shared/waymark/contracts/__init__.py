"""Events between services, versioned and self-contained: one module per teller (ADR 0005)."""

from waymark.contracts.envelope import Contract, Event, Heard, Told

__all__ = ["Contract", "Event", "Heard", "Told"]
