"""What may change in an event without a new version: only a new optional field, or a wider list of values."""

from typing import Any


def breaks(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """What a reader of `old` would stumble over in `new`, in words; empty when it is compatible."""
    found = _object(old, new, "event")
    for name, was in old.get("$defs", {}).items():
        now = new.get("$defs", {}).get(name)
        if now is None:
            found.append(f"{name} is gone")
        elif "enum" in was:
            found += [f"{name} lost {value}" for value in was["enum"] if value not in now.get("enum", ())]
        else:
            found += _object(was, now, name)
    return found


def _object(old: dict[str, Any], new: dict[str, Any], name: str) -> list[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    found = [f"{name}.{field} is gone" for field in before if field not in after]
    required = set(new.get("required", ())) - set(old.get("required", ()))
    found += [f"{name}.{field} is newly required" for field in sorted(required)]
    same = [field for field in before if field in after]
    found += [f"{name}.{field} has another type" for field in same if _type(before[field]) != _type(after[field])]
    return found


def _type(field: dict[str, Any]) -> str:
    kept = {key: value for key, value in field.items() if key in {"type", "$ref", "anyOf", "items", "format"}}
    return repr(sorted(kept.items()))
