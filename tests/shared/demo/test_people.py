"""Synthetic people: a canary in every field, nobody real, the same for the same seed."""

from datetime import date
from random import Random

from waymark.demo.people import ADULTS, CHILDREN, WORD_FIELDS, Canaries, a_victim, around, safe_contact, worker

TODAY = date(2026, 11, 23)


def test_every_field_of_every_person_has_a_token_of_its_own() -> None:
    tokens = [token for number in range(200) for token in Canaries("seed").tokens(number).values()]
    assert len(tokens) == len(set(tokens)) == 200 * (len(WORD_FIELDS) + 1)


def test_tokens_cannot_be_guessed_without_the_seed() -> None:
    assert Canaries("a").tokens(1) != Canaries("b").tokens(1)


def test_a_victims_fields_carry_their_tokens() -> None:
    canaries = Canaries("seed")
    victim = a_victim(7, Random(1), canaries, today=TODAY, ages=ADULTS)
    tokens = canaries.tokens(7)
    assert tokens["given_name"] in victim["given_name"]
    assert tokens["address"] in victim["address_lines"][0]


def test_a_child_is_under_eighteen() -> None:
    for number in range(100):
        victim = a_victim(number, Random(number), Canaries("s"), today=TODAY, ages=CHILDREN)
        if "date_of_birth" in victim:
            assert victim["date_of_birth"] > "2008-11-23"


def test_somebody_is_as_old_as_asked() -> None:
    for number in range(100):
        victim = a_victim(number, Random(number), Canaries("s"), today=TODAY, ages=(17, 17))
        if "date_of_birth" in victim:
            assert "2008-11-23" < victim["date_of_birth"] <= "2009-11-23"


def test_the_words_around_a_person_carry_tokens_too() -> None:
    token = Canaries("s").tokens(3)
    words = repr(around(token) | worker(token))
    fields = ("account", "risk", "justice", "suspect", "relation", "worker", "worker_contact")
    assert all(token[field] in words for field in fields)


def test_safe_contact_only_speaks_of_channels_that_are_there() -> None:
    told = safe_contact({"email": "a@people.example"}, Random(1), Canaries("s").tokens(1))
    assert "mobile_safe" not in told
    assert told["email_safe"] == "yes"
