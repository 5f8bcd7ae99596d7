"""Stories: every pathway has one, every sender sends one, and each code is on the official list."""

import csv

from tests.open_data import open_data
from waymark.demo.county import BUILT_IN, read_county
from waymark.demo.stories import STORIES
from waymark.words import Pathway, Position

# Crimes bring these: recovery, domestic abuse, cross-border and the front door need no story of their own.
FROM_CRIMES = {Pathway.DOMESTIC_ABUSE, Pathway.CROSS_BORDER, Pathway.SAFEGUARDING}


def test_every_pathway_has_a_story_or_comes_from_crimes() -> None:
    assert {story.pathway for story in STORIES} == set(Pathway) - FROM_CRIMES


def test_every_sender_is_a_client_of_the_county_and_sends_something() -> None:
    clients = read_county(BUILT_IN)["consent"]["clients"]
    clients = {client["id"] for client in clients if set(client["roles"]) & {"police_system", "referrer"}}
    assert {story.sender for story in STORIES} == clients


def test_every_offence_code_is_on_the_official_list() -> None:
    with open_data("ho_offence_codes/ho_offence_codes.csv").open(encoding="utf-8") as file:
        known = {row["ho_code"] for row in csv.DictReader(file)}
    assert {story.offence for story in STORIES if story.offence} - known == set()


def test_the_word_of_the_person_differs_from_story_to_story() -> None:
    assert {Position.GIVEN, Position.REFUSED, Position.NOT_ASKED} <= {story.said for story in STORIES}
