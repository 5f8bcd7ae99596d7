"""Every quality flag tells its sender what to do."""

from typing import Any

import pytest

from waymark.words import QualityFlag
from waymark_intake.partner.record import PartnerRecord
from waymark_intake.police.record import PoliceRecord
from waymark_intake.quality.advice import WHAT_TO_DO, fields_of
from waymark_intake.records.record import RecordPart
from waymark_intake.referral import RecordKind


def test_every_flag_has_one_plain_instruction() -> None:
    assert set(WHAT_TO_DO) == set(QualityFlag)
    assert all(text.endswith(".") and len(text) < 130 for text in WHAT_TO_DO.values())


@pytest.mark.parametrize(("kind", "record"), [(RecordKind.POLICE, PoliceRecord), (RecordKind.PARTNER, PartnerRecord)])
def test_every_field_that_is_named_is_one_of_the_format(kind: RecordKind, record: type[RecordPart]) -> None:
    schema = record.model_json_schema()
    for flag in QualityFlag:
        for pointer in fields_of(flag, kind):
            assert _is_in(schema, schema, pointer.split("/")[1:]), (flag, pointer)


def _is_in(schema: dict[str, Any], part: dict[str, Any], names: list[str]) -> bool:
    """Whether a JSON Schema knows the property at that place, through references and alternatives."""
    if "$ref" in part:
        part = schema["$defs"][part["$ref"].rpartition("/")[2]]
    if not names:
        return True
    below = part.get("properties", {})
    if names[0] in below:
        return _is_in(schema, below[names[0]], names[1:])
    return any(_is_in(schema, one, names) for one in part.get("anyOf", []))


def test_each_flag_of_police_and_partners_names_its_fields_but_the_ones_of_the_other() -> None:
    without = {kind: {flag for flag in QualityFlag if not fields_of(flag, kind)} for kind in RecordKind}
    assert without[RecordKind.POLICE] == {QualityFlag.RELEASE_DATE_MISSING, QualityFlag.GROUND_NOT_MET}
    assert without[RecordKind.PARTNER] == {QualityFlag.REPORTED_LATE, QualityFlag.OFFENCE_AND_CATEGORY_DISAGREE}
    assert without[RecordKind.SELF] == set(QualityFlag)
