"""The rules of the house as functions from a module to its violations; import-linter says what can be said there."""

import ast
import re
import sys
from collections.abc import Callable, Iterator

from tests.house.tree import SERVICES, Module

Rule = Callable[[Module], Iterator[str]]

MOST_LINES = 400
MOST_FUNCTION_LINES = 60
MOST_PARAMETERS = 6
BAD_FILES = frozenset({"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "misc", "base"})
BAD_WORDS = frozenset(
    {"case", "cases", "ticket", "tickets", "customer", "customers", "user", "users", "payload", "payloads"}
    | {"entity", "entities", "data", "info", "manager", "managers", "processor", "helper", "helpers", "util", "utils"}
)
# Terms of cryptography, of the law, and of the mail library.
TERMS = ("data_key", "DataKey", "data_protection", "DataProtection", "handle_DATA")
# What domain modules may import of ours, and of others: pure all of it.
PURE_OURS = ("contracts", "words", "ids", "errors", "personal", "reference", "safe_contact")
PURE_OTHERS = frozenset({"pydantic", "holidays", "babel", "jellyfish", "phonenumbers", "rapidfuzz"})
IMPURE_STANDARD = frozenset(
    {"asyncio", "concurrent", "ctypes", "ftplib", "http", "io", "logging", "mmap", "multiprocessing", "os", "pathlib"}
    | {"random", "sched", "secrets", "select", "selectors", "shelve", "shutil", "signal", "smtplib", "socket"}
    | {"socketserver", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request"}
    | {"uuid.uuid1", "uuid.uuid4"}
)
TELLS_TIME_OR_CHANCE = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic"}
    | {"uuid.uuid1", "uuid.uuid4", "uuid1", "uuid4", "uuid7", "os.urandom", "random.random", "secrets.token_bytes"}
)
BROAD_EXCEPT_IN = ("waymark.http.", "waymark.delivery")
COMMIT_IN = ("waymark.db", "waymark.seats", "waymark.bus.kafka.")
CLOCK_IN = ("waymark.clock", "waymark.demo.")
FRAMEWORKS = {
    "fastapi": {"api", "pages", "service", "stream"},
    "starlette": {"api", "pages", "service", "stream"},
    "sqlalchemy": {"store", "queries", "tables", "migrations"},
    "alembic": {"migrations"},
    "httpx": {"clients"},
    "smtplib": {"clients"},
    "aiosmtplib": {"clients"},
}


def imports_of(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every import as a dotted name (`from a import b` is a.b) with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            yield from ((f"{start}.{alias.name}", node.lineno) for alias in node.names)


def _functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def short_file(module: Module) -> Iterator[str]:
    """No file over 400 lines."""
    lines = len(module.text.splitlines())
    if lines > MOST_LINES:
        yield f"{lines} lines; split it by noun into a folder of the same name"


def short_functions(module: Module) -> Iterator[str]:
    """No function over 60 lines, none with more than 6 parameters."""
    for function in _functions(module):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > MOST_FUNCTION_LINES:
            yield f"{function.lineno}: {function.name} has {lines} lines"
        arguments = function.args
        names = [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        count = len([name for name in names if name not in {"self", "cls"}])
        if count > MOST_PARAMETERS:
            yield f"{function.lineno}: {function.name} has {count} parameters"


def has_docstring(module: Module) -> Iterator[str]:
    """Every module with something in it says what lives there."""
    if module.tree.body and not ast.get_docstring(module.tree):
        yield "no module docstring"


def no_late_imports(module: Module) -> Iterator[str]:
    """Imports stand at the top, so that circles show."""
    top = {id(node) for node in module.tree.body}
    for statement in module.tree.body:  # `if TYPE_CHECKING:`, and a fast loop that is not there everywhere
        if isinstance(statement, ast.If | ast.Try):
            top |= {id(node) for node in ast.walk(statement)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in top:
            yield f"{node.lineno}: late import"


def no_broad_except(module: Module) -> Iterator[str]:
    """Only the two edges catch everything; who raises it again after tidying catches nothing."""
    if f"{module.name}.".startswith(BROAD_EXCEPT_IN) or module.name in BROAD_EXCEPT_IN:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type) and not _raises_again(node):
            yield f"{node.lineno}: broad except"


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_is_broad(one) for one in caught.elts)
    return caught is None or ast.unparse(caught) in {"Exception", "BaseException"}


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def no_silent_except(module: Module) -> Iterator[str]:
    """An exception that is passed over is said to be so with contextlib.suppress, narrowly."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and all(isinstance(one, ast.Pass) for one in node.body):
            yield f"{node.lineno}: silent except"
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            yield from (f"{node.lineno}: suppresses everything" for one in node.args if _is_broad(one))


def only_the_edge_commits(module: Module) -> Iterator[str]:
    """Transactions are opened and committed at the edge."""
    if f"{module.name}.".startswith(COMMIT_IN) or module.name in COMMIT_IN:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}:
            yield f"{node.lineno}: .{node.attr}"


def brokers_stay_in_the_bus(module: Module) -> Iterator[str]:
    """aiokafka is imported by the Kafka bus only."""
    for name, line in imports_of(module.tree):
        if name.split(".")[0] == "aiokafka" and not f"{module.name}.".startswith("waymark.bus.kafka."):
            yield f"{line}: imports {name}"


def frameworks_stay_in_their_rooms(module: Module) -> Iterator[str]:
    """fastapi in the HTTP doors, sqlalchemy in store, queries and tables, the outside in clients."""
    if not module.service:
        return
    for name, line in imports_of(module.tree):
        rooms = FRAMEWORKS.get(name.split(".")[0])
        if rooms is not None and module.role not in rooms:
            yield f"{line}: {name} in {module.role}"


def domain_is_pure(module: Module) -> Iterator[str]:
    """A domain module imports nothing that could reach out, and takes time and chance as values (ADR 0004)."""
    if not module.is_domain:
        return
    for name, line in imports_of(module.tree):
        if not _is_pure(name, module.package):
            yield f"{line}: imports {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _tells(node) in TELLS_TIME_OR_CHANCE:
            yield f"{node.lineno}: calls {ast.unparse(node.func)}"
        if isinstance(node, ast.AsyncFunctionDef):
            yield f"{node.lineno}: {node.name} is async"


def _tells(call: ast.Call) -> str:
    return ".".join(ast.unparse(call.func).split(".")[-2:])


def _is_pure(name: str, package: str) -> bool:
    first, _, rest = name.partition(".")
    if first == package:
        return not any(part in {"store", "queries", "tables", "actions"} for part in rest.split(".")[:-1])
    if first == "waymark":
        return rest.split(".")[0] in PURE_OURS and not rest.endswith("uuid7")
    if first in sys.stdlib_module_names:
        return not any(name == impure or name.startswith(f"{impure}.") for impure in IMPURE_STANDARD)
    return first in PURE_OTHERS


def no_clock_of_its_own(module: Module) -> Iterator[str]:
    """What time it is comes from waymark.clock and is handed down."""
    if f"{module.name}.".startswith(CLOCK_IN) or module.name in CLOCK_IN:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _tells(node) in {"datetime.now", "datetime.utcnow", "date.today"}:
            yield f"{node.lineno}: reads the machine's clock"


def plain_names(module: Module) -> Iterator[str]:
    """The field's words, one each (docs/glossary.md); none of the words that mean anything."""
    for part in set(module.parts) & BAD_FILES:
        yield f"a module called {part}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for word in _words(node.name) & BAD_WORDS:
                yield f"{node.lineno}: {node.name} says {word!r}"


def _words(name: str) -> set[str]:
    for term in TERMS:
        name = name.replace(term, "")
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def no_mode_in_services(module: Module) -> Iterator[str]:
    """A service does not know which bus or database it runs on."""
    if module.service:
        for number, line in enumerate(module.text.splitlines(), 1):
            for word in ("embedded", "kafka"):
                if word in line.lower():
                    yield f"{number}: says {word!r}"


def no_sql_across_schemas(module: Module) -> Iterator[str]:
    """No query and no foreign key reaches into another service's schema."""
    if not module.service:
        return
    others = "|".join(name for name in SERVICES if name != module.service)
    reaches = re.compile(rf"\b(from|join|into|update|references|table)\s+\"?({others})\"?\.\w", re.IGNORECASE)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and reaches.search(node.value):
            yield f"{node.lineno}: reaches into another schema"


def no_leftovers(module: Module) -> Iterator[str]:
    """No promise to do it later."""
    for number, line in enumerate(module.text.splitlines(), 1):
        if re.search(r"#.*\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b", line):
            yield f"{number}: a promise instead of the thing"


SOURCE_RULES: tuple[Rule, ...] = (
    short_file,
    short_functions,
    has_docstring,
    no_late_imports,
    no_broad_except,
    no_silent_except,
    only_the_edge_commits,
    brokers_stay_in_the_bus,
    frameworks_stay_in_their_rooms,
    domain_is_pure,
    no_clock_of_its_own,
    plain_names,
    no_mode_in_services,
    no_sql_across_schemas,
    no_leftovers,
)


def no_mocks(module: Module) -> Iterator[str]:
    """Tests use what is real, or a fake that is checked against it."""
    for name, line in imports_of(module.tree):
        if name.startswith(("unittest.mock", "mock.", "pytest_mock")):
            yield f"{line}: imports {name}"
    for function in _functions(module):
        if "mocker" in [argument.arg for argument in function.args.args]:
            yield f"{function.lineno}: {function.name} asks for mocker"


TEST_RULES: tuple[Rule, ...] = (short_file, no_mocks, no_leftovers)
