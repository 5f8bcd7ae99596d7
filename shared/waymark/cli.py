"""The command `waymark`: its words, and where each leads.

Each command is a few lines here; what it does lives elsewhere. Bad settings are one line and exit code 2, a mistake
of ours is its class and place and exit code 1: never a message, which may quote a row of the database.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from uuid import UUID

import uvloop

from waymark import (
    check_command,
    documents,
    offsets_command,
    pack_command,
    parked_command,
    send_command,
    status_command,
)
from waymark.clock import SystemClock
from waymark.delivery import TooManyParked
from waymark.demo.command import demo, replay_file
from waymark.demo.county import BUILT_IN, load_county
from waymark.dev_kafka import DevKafkaFailed, dev_kafka
from waymark.embedded import EmbeddedFailed
from waymark.errors import Refused, SettingsInvalid, Unavailable
from waymark.logs import open_logs, watch_loop
from waymark.migrate import migrate
from waymark.opening import Addresses, opened_database
from waymark.parked import DiscardReason
from waymark.runner import process, spare_collector
from waymark.service import Service, installed_services
from waymark.settings import Settings, load
from waymark.telemetry import open_telemetry
from waymark.waiting import until_stopped

# What an operator is told in one line; anything else is a bug and shows where it happened.
_TOLD = (SettingsInvalid, Refused, Unavailable, EmbeddedFailed, DevKafkaFailed, TooManyParked)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; answers the exit code."""
    given = _parser().parse_args(arguments)
    code = 2
    try:
        settings = load(Settings)
        open_logs(settings, verbose=given.verbose)
        open_telemetry(settings)
        code = int(uvloop.run(_until_told(given.run(given, settings))))
        sys.stdout.flush()  # a reader that is gone shows here, not when the interpreter ends
    except* _TOLD as group:
        for error in leaves(group):
            print(f"waymark: {getattr(error, 'title', error)}", file=sys.stderr)
    except* BrokenPipeError:  # whoever read us has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except* asyncio.CancelledError:
        print("waymark: stopped before it was done; what was committed stays", file=sys.stderr)
        code = 130
    return code


async def _until_told(work: Awaitable[int]) -> int:
    """`work`, ended in order by Ctrl-C or SIGTERM until it listens for them itself."""
    watch_loop()
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is not None:
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, task.cancel)
    return await work


def leaves(group: BaseExceptionGroup[Exception]) -> list[Exception]:
    """The single errors of a group, however deep its tasks were nested."""
    found: list[Exception] = []
    for error in group.exceptions:
        found += leaves(error) if isinstance(error, BaseExceptionGroup) else [error]
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="waymark", description="Multi-agency referral routing.")
    parser.add_argument("--verbose", action="store_true", help="say more in the log")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[..., Awaitable[int]], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        return added

    run = command("run", _run, "run services in this process (all, or those named)")
    run.add_argument("service", nargs="*")
    command("migrate", _migrate, "bring the database to the state this release needs")
    loaded = command("load", _load, "load a county's files: agencies, agreements, directory, rules, channels")
    loaded.add_argument("folder", type=Path, nargs="?", default=BUILT_IN)
    started = command("demo", demo, "start everything with a demo county and a synthetic day")
    started.add_argument("--county", type=Path, help="folder with a county's files; the built-in one otherwise")
    started.add_argument("--once", action="store_true", help="stop after the table instead of staying up")
    replayed = command("replay", replay_file, "replay a street-level crime CSV of data.police.uk")
    replayed.add_argument("file", type=Path)
    replayed.add_argument("--seed", default="waymark", help="the same seed makes the same people")
    replayed.add_argument("--stay", action="store_true", help="stay up afterwards")
    send_command.add_arguments(command("send", send_command.send, "send a CSV file of records; the same again goes on"))
    pack_command.add_arguments(command("pack", pack_command.run, "a county's rules as a file: export, diff, import"))
    _add_operating(command)
    command("events", _events, "print the events, their fields and who hears them")
    command("settings", _settings, "print every setting with its default")
    written = command("documents", _documents, "write the generated documents")
    written.add_argument("--root", type=Path, default=Path())
    kafka = command("dev-kafka", _dev_kafka, "run a development Kafka broker on loopback until Ctrl-C")
    kafka.add_argument("--port", type=int, default=9092)
    return parser


def _add_operating(command: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands of whoever operates it."""
    looked = command("status", _looking(status_command.show), "how every service is doing; exit code 1 on a warning")
    looked.add_argument("service", nargs="?")
    stand = command("offsets", _looking(offsets_command.show), "how far each hearer is")
    stand.add_argument("service", nargs="?")
    checked = command("check", _check, "compare what the services hold of every referral; exit code 1 on a finding")
    checked.add_argument("--wait", type=float, default=30.0, metavar="SECONDS", help="longest wait for a quiet moment")
    aside = command("parked", _parked, "list, replay or discard events set aside for a human")
    aside.add_argument("action", nargs="?", choices=("list", "replay", "discard"), default="list")
    aside.add_argument("service", nargs="?")
    aside.add_argument("key", nargs="?", type=UUID, metavar="referral", help="referral id")
    aside.add_argument("--reason", default="", help=f"why it is discarded: {', '.join(DiscardReason)}")
    aside.add_argument("--by", default="", help="who does it; the operating system's name otherwise")


def chosen_services(names: Sequence[str]) -> list[Service]:
    """The installed services of these names, or all; raises SettingsInvalid for a name nobody knows."""
    installed = installed_services()
    unknown = [name for name in names if name not in installed]
    if unknown:
        raise SettingsInvalid(f"no service {', '.join(unknown)}; there are {', '.join(installed)}")
    return [installed[name] for name in names or installed]


async def _run(given: argparse.Namespace, settings: Settings) -> int:
    services = chosen_services(given.service)
    async with (
        opened_database(settings, services) as addresses,
        process(services, settings, addresses, SystemClock()) as running,
    ):
        spare_collector()
        print(f"{', '.join(service.name for service in services)} at {running.url}", flush=True)
        await until_stopped()
        running.leaving.set()
        await asyncio.sleep(settings.drain_s)
    return 0


async def _migrate(given: argparse.Namespace, settings: Settings) -> int:
    del given
    services = chosen_services(())
    async with opened_database(settings, services) as addresses:
        await migrate(addresses.owner, services, addresses.passwords())
    print(f"migrated {', '.join(service.name for service in services)}: tables, roles and grants are this release's")
    return 0


async def _load(given: argparse.Namespace, settings: Settings) -> int:
    services = chosen_services(())
    async with opened_database(settings, services) as addresses:
        await load_county(services, settings, addresses, SystemClock(), folder=given.folder)
    print(f"loaded {', '.join(sorted(file.name for file in given.folder.glob('*.toml')))} of {given.folder}")
    return 0


def _looking(show: Callable[..., Awaitable[int]]) -> Callable[..., Awaitable[int]]:
    """A command that only looks at services: those named, or all."""

    async def run(given: argparse.Namespace, settings: Settings) -> int:
        services = chosen_services([given.service] if given.service else ())
        async with opened_database(settings, services) as addresses:
            found = await show(services, settings, addresses)
        return 1 if show is status_command.show and found else 0

    return run


async def _check(given: argparse.Namespace, settings: Settings) -> int:
    services = chosen_services(())
    async with opened_database(settings, services) as addresses:
        return 1 if await check_command.run(services, settings, addresses, wait_s=given.wait) else 0


async def _parked(given: argparse.Namespace, settings: Settings) -> int:
    services = chosen_services([given.service] if given.service else ())
    if given.action != "list" and not (given.service and given.key):
        raise SettingsInvalid(f"waymark parked {given.action} needs a service and a referral id")
    async with opened_database(settings, services) as addresses:
        await _parked_in(given, services, settings, addresses)
    return 0


async def _parked_in(
    given: argparse.Namespace, services: Sequence[Service], settings: Settings, addresses: Addresses
) -> None:
    if given.action == "list":
        await parked_command.show(services, settings, addresses)
    elif given.action == "replay":
        await parked_command.replay_key(services[0], settings, addresses, key=given.key, by=given.by)
    else:
        await parked_command.discard_key(
            services[0], settings, addresses, key=given.key, reason=given.reason, by=given.by
        )


async def _events(given: argparse.Namespace, settings: Settings) -> int:
    del given, settings
    print(documents.render(installed_services())["docs/events.md"])
    return 0


async def _settings(given: argparse.Namespace, settings: Settings) -> int:
    del given, settings
    print(documents.render(installed_services())["docs/settings.md"])
    return 0


async def _documents(given: argparse.Namespace, settings: Settings) -> int:
    del settings
    for path, text in documents.render(installed_services()).items():
        (given.root / path).parent.mkdir(parents=True, exist_ok=True)
        (given.root / path).write_text(text, encoding="utf-8")
    return 0


async def _dev_kafka(given: argparse.Namespace, settings: Settings) -> int:
    async with dev_kafka(settings.home / "kafka", port=given.port) as broker:
        print(f"WAYMARK_BUS_URL=kafka://{broker.bootstrap}", flush=True)
        await until_stopped()
    return 0


if __name__ == "__main__":
    sys.exit(main())
