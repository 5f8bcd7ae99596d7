"""The vault's places: what each wrapped data key and each sealed group is bound to, so that it opens nowhere else.

A subject record is one person in one referral under one data key; without the key its groups are noise. The sealing
itself is `waymark.cipher`, done where rows are saved and loaded.
"""

from uuid import UUID

from waymark.words import Group


def data_key_place(referral_id: UUID, key_version: int) -> str:
    """Where a wrapped data key belongs: table, row and version."""
    return f"consent.subject_records|{referral_id}|data_key|{key_version}"


def group_place(referral_id: UUID, group: Group, key_version: int) -> str:
    """Where a sealed group belongs: table, row, group and key version."""
    return f"consent.vault_groups|{referral_id}|{group.value}|{key_version}"
