from waymark.place import place_of, way_of

CANARY = "canary-Zephyrine"


def raised() -> Exception:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise ValueError(CANARY) from cause
    except ValueError as error:
        return error


def test_a_place_names_class_and_line_and_quotes_nobody() -> None:
    assert place_of(raised()).startswith("ValueError at test_place.py:")
    assert place_of(ValueError(CANARY)) == "ValueError at ?"


def test_the_whole_way_has_its_causes_and_no_words() -> None:
    way = way_of(ExceptionGroup(CANARY, [raised()]))
    assert [line for line in way if not line.startswith("  ")] == ["ExceptionGroup", "KeyError", "ValueError"]
    assert CANARY not in "\n".join(way)


def test_a_way_that_leads_back_ends() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert way_of(first) == ["KeyError", "ValueError"]
