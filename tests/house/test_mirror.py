"""The tests mirror the house: whoever knows where a rule lives knows where it is tested."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.tree import ROOT, Module, module, source_modules

LEAST_LINES = 15  # below that there is nothing to test


def places(one: Module) -> Iterator[str]:
    """Where the tests of a module may stand, the expected place first."""
    homes = [one.service] if one.service else ["shared"]
    parts = one.parts
    if not one.service and parts[0] in {"contracts", "bus"}:
        homes, parts = [parts[0], f"shared/{parts[0]}"], parts[1:]
    for home in homes:
        yield from _under(PurePosixPath("tests", home), parts, is_folder=one.path.name == "__init__.py")


def _under(home: PurePosixPath, parts: tuple[str, ...], *, is_folder: bool) -> Iterator[str]:
    if parts:
        *folders, name = parts
        yield str(home.joinpath(*folders, f"test_{name}.py"))
        for kept in range(len(folders)):  # one flat file for a folder's module, or for the folder
            yield str(home.joinpath(*folders[:kept], f"test_{'_'.join((*folders[kept:], name))}.py"))
            yield str(home.joinpath(*folders[:kept], f"test_{folders[kept]}.py"))
    if is_folder:  # what a folder shares is tested with what is in it
        yield str(home.joinpath(*parts, "test_*.py"))
        yield from (str(home.joinpath(*parts[:-1], f"test_{name}_*.py")) for name in parts[-1:])


def needs_a_test(one: Module) -> bool:
    """Whether there is enough in a module to be tested by itself; migrations have a folder of their own."""
    return bool(one.parts) and not one.is_generated_later and len(one.text.splitlines()) >= LEAST_LINES


def is_tested(one: Module) -> bool:
    """Whether one of the places is there."""
    return any(any(ROOT.glob(place)) for place in places(one))


def test_every_module_has_its_test() -> None:
    missing = {str(one.path): next(places(one)) for one in source_modules() if needs_a_test(one) and not is_tested(one)}
    assert missing == {}


def test_the_mirror_knows_where_a_test_stands() -> None:
    text = "x = 1\n" * LEAST_LINES
    police = module("services/intake/waymark_intake/police/canonical.py", text)
    queue = module("services/notifier/waymark_notifier/pages/queue.py", text)
    envelope = module("shared/waymark/contracts/envelope.py", text)
    http = module("shared/waymark/http/__init__.py", text)
    assert next(places(police)) == "tests/intake/police/test_canonical.py"
    assert {"tests/notifier/pages/test_queue.py", "tests/notifier/test_pages_queue.py"} <= set(places(queue))
    assert next(places(envelope)) == "tests/contracts/test_envelope.py"
    assert {"tests/shared/test_http.py", "tests/shared/http/test_*.py"} <= set(places(http))


def test_a_planted_untested_module_is_caught() -> None:
    assert not is_tested(module("shared/waymark/nowhere.py", "x = 1\n" * LEAST_LINES))
    assert not is_tested(module("services/intake/waymark_intake/nowhere/__init__.py", "x = 1\n" * LEAST_LINES))
    assert is_tested(module("shared/waymark/embedded/server.py", "x = 1\n" * LEAST_LINES))
