from waymark_notifier.safe_contact import advice, is_usable


def test_shared_landline_means_no_letter_no_voicemail_only_the_safe_mobile_in_its_hours() -> None:
    given = {"mobile_safe": "yes", "landline_safe": "no", "voicemail_safe": "no", "post_safe": "no", "times": "10-12"}
    found = advice(given)
    assert found.safe == ("Mobile call",)
    assert {"Landline call", "Voicemail", "Post"} <= set(found.unsafe)
    assert found.times == "10-12"
    assert is_usable("mobile", given)
    assert not is_usable("landline", given)


def test_unknown_is_not_safe() -> None:
    found = advice({"mobile_safe": "not_known", "email_safe": "not_asked"})
    assert not found.may_contact
    assert "Mobile call" in found.unsafe


def test_without_the_group_nobody_is_contacted() -> None:
    assert not advice(None).may_contact
    assert not is_usable("mobile", None)


def test_a_number_that_may_only_be_texted_is_usable() -> None:
    assert is_usable("mobile", {"mobile_safe": "no", "text_safe": "yes"})


def test_what_a_worker_must_mind_is_said_in_words_and_silence_says_nothing() -> None:
    found = advice({"hide_number": "yes", "keep_messages": "not_asked", "who_must_not_know": "the landlord"})
    assert found.rules == ("Call without showing a number.",)
    assert found.notes == (("Who must not know", "the landlord"),)
    assert advice({"third_person_safe": "yes"}).safe == ("Through the other person named",)
    assert is_usable("third_person_contact", {"third_person_safe": "yes"})
