"""Refused records are counted for their sender, at every door by which records come. A count never changes an answer.

Not here: which refusals count (not_taken/refusal.py), and the figures (quality/).
"""

import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from waymark.auth import Actor
from waymark.errors import Kind, Refused, Unavailable
from waymark.permission import Permission
from waymark_intake.api.own import IntakeContext
from waymark_intake.not_taken.actions import count_refused
from waymark_intake.not_taken.refusal import is_counted, sending_of, team_in

_log = logging.getLogger(__name__)


class CountedRoute(APIRoute):
    """A route that takes one record: what it refuses of a known sender is counted."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, with its refusals counted."""
        handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except Refused as error:
                await count_request(request, error)
                raise

        return answered


async def count_request(request: Request, error: Refused) -> None:
    """Count that the record of this request was refused, where its sender is known and may send."""
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None or Permission.REFERRAL_SUBMIT not in actor.permissions or not is_counted(error):
        return
    # Only what was read already: whoever is refused at the door may still be sending.
    raw = await request.body() if error.kind is Kind.INVALID else b""
    await count_all([(error, team_in(raw))], actor=actor, context=request.app.state.context)


async def count_all(refused: Iterable[tuple[Refused, str]], *, actor: Actor, context: IntakeContext) -> None:
    """Count several refusals of one sender, each with the team its record names; a database that is away loses them."""
    counted = [(error, team) for error, team in refused if is_counted(error)]
    if not counted:
        return
    at = context.clock.now()
    try:
        async with context.database.transaction(actor.agency) as tx:
            count_refused(
                tx, [(error, sending_of(actor.agency, actor.subject, at, team=team)) for error, team in counted]
            )
    except Unavailable as away:
        _log.warning("%d refused records are not counted: %s", len(counted), away.title)
