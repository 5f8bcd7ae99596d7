"""How log lines are written: text on a terminal, one JSON object a line elsewhere; never an error's message.

An error's message may quote what was sent, PostgreSQL's even whole rows: lines say its class and the way it went.
Not here: what is logged.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from importlib.metadata import entry_points
from types import TracebackType
from typing import Any

from opentelemetry import trace

from waymark.place import place_of, way_of
from waymark.settings import Settings

REQUEST: ContextVar[str] = ContextVar("waymark_request", default="")
_log = logging.getLogger(__name__)
_TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# What a line may carry beside its message: names and numbers of ours.
_FIELDS = ("service", "route", "status", "ms")
_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def open_logs(settings: Settings, *, verbose: bool) -> None:
    """Write this process's log to standard error from now on, and what nobody caught with it."""
    handler = logging.StreamHandler()
    handler.setFormatter(TextLines() if _is_text(settings) else JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    level = logging.INFO if verbose else logging.WARNING
    names = _service_names()
    for name in ("waymark", *(f"waymark_{service}" for service in names)):
        logging.getLogger(name).setLevel(level)
    sys.excepthook = say_uncaught


def watch_loop() -> None:
    """Say what is lost in this loop's tasks by class and place; asyncio's own line would print the error itself."""
    asyncio.get_running_loop().set_exception_handler(_lost)


def say_uncaught(kind: type[BaseException], error: BaseException, trail: TracebackType | None) -> None:
    """Log what ended the process, without its words."""
    _log.critical("stopped by a mistake of ours, please report it: %s", _places(error), exc_info=(kind, error, trail))


class TextLines(logging.Formatter):
    """Lines for a person."""

    def __init__(self) -> None:
        super().__init__(_TEXT)

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the way of an error beneath it."""
        record.exc_text = None  # another formatter may have left the error's words there
        return super().format(record)

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - logging's name
        """The way of an error, without messages."""
        return "\n".join(way_of(ei[1])) if ei[1] else ""


class JsonLines(logging.Formatter):
    """Lines for a machine: time, level, logger, message, and service, request, trace and error where there are any."""

    def __init__(self) -> None:
        super().__init__()
        self._services = _service_names()

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: getattr(record, name) for name in _FIELDS if hasattr(record, name)},
        }
        line.setdefault("service", self._service(record))
        line["request"] = REQUEST.get()
        line["trace"] = _trace()
        if record.exc_info and record.exc_info[1]:
            line["error"], line["way"] = place_of(record.exc_info[1]), way_of(record.exc_info[1])
        return json.dumps({name: value for name, value in line.items() if value != ""}, ensure_ascii=False)

    def _service(self, record: logging.LogRecord) -> str:
        """The service whose code or task a line comes from, or ""."""
        package = record.name.partition(".")[0].removeprefix("waymark_")
        first, _, _ = _task_name().partition(" ")
        return next((name for name in (package, first) if name in self._services), "")


def _is_text(settings: Settings) -> bool:
    return sys.stderr.isatty() if settings.log_format == "auto" else settings.log_format == "text"


def _service_names() -> frozenset[str]:
    return frozenset(point.name for point in entry_points(group="waymark.services"))


def _task_name() -> str:
    try:
        task = asyncio.current_task()
    except RuntimeError:  # no loop runs in this thread
        return ""
    return task.get_name() if task else ""


def _trace() -> str:
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


def _places(error: BaseException) -> str:
    members = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return ", ".join(_places(member) for member in members) or place_of(error)


def _lost(_: asyncio.AbstractEventLoop, lost: Mapping[str, Any]) -> None:
    error = lost.get("exception")
    said = str(lost.get("message", ""))
    _log.error("%s: %s", said, place_of(error) if error else "no error", exc_info=error)
