"""The project's own modules, read and parsed once for all house tests."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVICES = ("intake", "consent", "router", "notifier")
# The fixed names inside a service; every module that is not one of them is domain, and pure.
DOORS = frozenset({"service", "settings", "api", "pages", "events", "jobs", "stream", "clients"})
INSIDE = frozenset({"actions", "queries", "store", "tables", "migrations"})


@dataclass(frozen=True)
class Module:
    """One Python file: `path` from the root, `package` its import package, `parts` the names below that."""

    path: Path
    package: str
    parts: tuple[str, ...]
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        return ".".join((self.package, *self.parts))

    @property
    def service(self) -> str:
        """The service it belongs to, "" for what is shared and for tests."""
        return self.package.removeprefix("waymark_") if self.package.startswith("waymark_") else ""

    @property
    def role(self) -> str:
        """The fixed name that rules this module ("api", "store" ...), or "domain"."""
        return next((part for part in self.parts if part in DOORS | INSIDE), "domain")

    @property
    def is_domain(self) -> bool:
        return bool(self.service) and self.role == "domain"

    @property
    def is_generated_later(self) -> bool:
        """Migrations: written once, never changed, not imported by anybody."""
        return bool({"migrations", "migrations_env"} & set(self.parts))


def module(path: str, text: str) -> Module:
    """A module as it would be read from `path`."""
    parts = Path(path).with_suffix("").parts
    start = next(number for number, part in enumerate(parts) if part.startswith("waymark") or part == "tests")
    inner = tuple(part for part in parts[start + 1 :] if part != "__init__")
    return Module(Path(path), parts[start], inner, text)


@cache
def source_modules() -> tuple[Module, ...]:
    """All modules that are shipped."""
    folders = [ROOT / "shared" / "waymark", *(ROOT / "services" / name / f"waymark_{name}" for name in SERVICES)]
    return tuple(_read(path) for folder in folders for path in sorted(folder.rglob("*.py")))


@cache
def test_modules() -> tuple[Module, ...]:
    """All modules of the tests."""
    return tuple(_read(path) for path in sorted((ROOT / "tests").rglob("*.py")))


def _read(path: Path) -> Module:
    return module(str(path.relative_to(ROOT)), path.read_text("utf-8"))


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file that is or would be committed."""
    command = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(ROOT / name for name in sorted(filter(None, listed)) if (ROOT / name).is_file())


test_modules.__test__ = False  # type: ignore[attr-defined]
