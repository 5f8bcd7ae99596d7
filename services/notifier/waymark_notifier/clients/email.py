"""Alerts by e-mail: a letter as a message. Not here: what a letter says (letter.py), and the way out (waymark.mail)."""

from waymark.mail import Message
from waymark_notifier.letter import Letter, body, subject


def message_of(letter: Letter) -> Message:
    """The message of a letter; its id is made of its alerts', so that a second sending is no second alert."""
    return Message(letter.id, letter.address, subject(letter), body(letter))
