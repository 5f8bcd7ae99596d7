"""The coded lists that records take, for senders who map their own codes to them. Not here: the lists themselves."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from waymark.auth import Actor
from waymark.errors import Kind, Refused
from waymark.guard import Allows
from waymark.permission import Permission
from waymark_intake.code_lists import LISTS

router = APIRouter()
Follower = Annotated[Actor, Depends(Allows(Permission.REFERRAL_FOLLOW))]


class ListPart(BaseModel):
    """Base of what is listed: closed and frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NamedList(ListPart):
    """One list: its name, its address, and how many codes it holds."""

    name: str
    href: str
    codes: int


class ListedCode(ListPart):
    """One code with its words; `also` are other spellings, a former district's successor, an offence's second class.

    `valid_from` and `valid_to` are its first and last day where these are known; an old code is still read.
    """

    code: str
    words: str
    also: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None


@router.get("/v1/lists")
async def list_lists(_: Follower) -> tuple[NamedList, ...]:
    """Every coded list, by name."""
    return tuple(
        NamedList(name=name, href=f"/intake/v1/lists/{name}", codes=len(read())) for name, read in LISTS.items()
    )


@router.get("/v1/lists/{name}")
async def get_list(_: Follower, name: str) -> tuple[ListedCode, ...]:
    """One list, whole."""
    if name not in LISTS:
        raise Refused(Kind.NOT_FOUND, "There is no such list", code="list_not_found")
    return tuple(
        ListedCode(code=one.code, words=one.words, also=one.also, valid_from=one.valid_from, valid_to=one.valid_to)
        for one in LISTS[name]()
    )
