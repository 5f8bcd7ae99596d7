"""A Kafka broker for development and tests: fetched by Maven from deploy/kafka/pom.xml, run on loopback.

`waymark dev-kafka` and the tests' `broker` fixture use it. Never for real people: one node, short times, no TLS.
"""

import asyncio
import hashlib
import re
import shutil
import socket
import string
import subprocess
import tempfile
import uuid
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from waymark.bus.kafka.link import Address, answers
from waymark.settings import Settings, load

_PROJECT = Path(__file__).parents[2] / "deploy" / "kafka"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_JAVA = ("-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_ANSWER_S = 60.0
_STOP_S = 10.0
_LOOK_S = 0.1
_BROKER = "broker"


class DevKafkaFailed(Exception):  # noqa: N818 - said to a person, in one line
    """The broker cannot be fetched or started; the message says what is missing or where to look."""


class DevKafkaSettings(BaseSettings):
    """Where the broker's libraries are kept between runs."""

    model_config = SettingsConfigDict(env_prefix="WAYMARK_KAFKA_", extra="ignore", frozen=True)

    libs: Path | None = Field(
        None, description="folder for the development broker's libraries; empty means deploy/kafka/libs"
    )

    def folder(self) -> Path:
        """The folder in force."""
        return self.libs or _PROJECT / "libs"


class DevKafka:
    """One broker. It keeps its data and ports over `kill` and `start`."""

    def __init__(self, folder: Path, libs: Path, *, port: int = 0, logins: Mapping[str, str] | None = None) -> None:
        self._folder = folder.resolve()
        self._libs = libs
        self._port = port or _free_port()
        self._controller_port = _free_port()
        self._logins = dict(logins or {})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """host:port of the broker."""
        return f"127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """What to set as WAYMARK_BUS_URL; with the first login, if the broker wants one."""
        login = next((f"{name}:{password}@" for name, password in self._logins.items()), "")
        return f"kafka://{login}{self.bootstrap}"

    @property
    def log(self) -> Path:
        """What the broker says."""
        return self._folder / "broker.log"

    async def start(self) -> None:
        """Start and wait until it answers; data of an earlier start is used again. Raises DevKafkaFailed."""
        await self._prepare()
        self._process = self._java("kafka.Kafka", str(self._folder / "server.properties"))
        try:
            async with asyncio.timeout(_ANSWER_S):
                while not await self._answers():
                    if self._process.poll() is not None:
                        raise DevKafkaFailed(f"the Kafka broker ended while starting: {self._last_words()}")
                    await asyncio.sleep(_LOOK_S)
        except TimeoutError:
            raise DevKafkaFailed(f"the Kafka broker does not answer after {_ANSWER_S:.0f} s: see {self.log}") from None

    async def stop(self) -> None:
        """End it in order; if it does not end in time, kill it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            await asyncio.to_thread(self._process.wait, _STOP_S)
        except subprocess.TimeoutExpired:
            await self.kill()
        self._process = None

    async def kill(self) -> None:
        """End it as a crash would (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)

    async def _prepare(self) -> None:
        """Write the settings, and on the first start the data folder."""
        self._folder.mkdir(parents=True, exist_ok=True)
        values = {
            "port": str(self._port),
            "controller_port": str(self._controller_port),
            "protocol": "SASL_PLAINTEXT" if self._logins else "PLAINTEXT",
            "log_dirs": str(self._folder / "data"),
            "broker_password": self._broker_password(),
        }
        names = ["server.properties", *(["logins.properties"] if self._logins else [])]
        text = "\n".join(string.Template((_PROJECT / name).read_text("utf-8")).substitute(values) for name in names)
        settings = self._folder / "server.properties"
        settings.touch(mode=0o600)
        settings.write_text(text, "utf-8")
        if not (self._folder / "data" / "meta.properties").exists():
            await self._format(settings)

    def _broker_password(self) -> str:
        """The node's own password: kept beside its data."""
        kept = self._folder / "broker.password"
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(uuid.uuid4().hex, "utf-8")
        return kept.read_text("utf-8")

    async def _format(self, settings: Path) -> None:
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        logins = {_BROKER: self._broker_password(), **self._logins} if self._logins else {}
        scram = [
            part
            for name, password in logins.items()
            for part in ("--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]")
        ]
        made = self._java("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(settings), *scram)
        if await asyncio.to_thread(made.wait) != 0:
            raise DevKafkaFailed(f"the Kafka broker's data folder could not be made: {self._last_words()}")

    def _java(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Run one of Kafka's programs in a session of its own, so that our Ctrl-C does not reach it."""
        logging = f"-Dlog4j2.configurationFile={_PROJECT / 'log4j2.xml'}"
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [_program("java"), *_JAVA, logging, "-cp", f"{self._libs}/*", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def _answers(self) -> bool:
        return await answers(Address.of(self.url), load(Settings))

    def _last_words(self) -> str:
        """The last line of the log that names an error."""
        lines = self.log.read_text("utf-8", "replace").splitlines() if self.log.exists() else []
        telling = [line.strip() for line in lines if re.search("Exception|ERROR|FATAL|Error", line)]
        return f"{(telling or ['it said nothing'])[-1]} (see {self.log})"


@asynccontextmanager
async def dev_kafka(folder: Path, *, port: int = 0, logins: Mapping[str, str] | None = None) -> AsyncIterator[DevKafka]:
    """A running broker with its data in `folder`; port 0 picks a free one; `logins` (name -> password) are demanded.

    Raises DevKafkaFailed, one line: Java or Maven is missing, the libraries cannot be fetched, it does not start.
    """
    _program("java")
    libs = await fetch_libraries(load(DevKafkaSettings).folder())
    broker = DevKafka(folder, libs, port=port, logins=logins)
    try:
        await broker.start()
        yield broker
    finally:
        await broker.stop()


def missing_programs() -> tuple[str, ...]:
    """Which of the programs a broker needs are not installed."""
    return tuple(name for name in ("java", "mvn") if shutil.which(name) is None)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise DevKafkaFailed(
            f"{name} is not installed; Kafka needs Java 17+ and Maven: apt-get install openjdk-17-jre-headless maven"
        )
    return found


async def fetch_libraries(libs: Path) -> Path:
    """The broker's libraries, fetched by Maven on the first call, for just this pom; answers their folder."""
    pom = _PROJECT / "pom.xml"
    if not pom.exists():
        raise DevKafkaFailed(f"{pom} is missing: dev-kafka runs from a checkout of the project")
    kept = libs.resolve() / hashlib.sha256(pom.read_bytes()).hexdigest()[:12]
    if kept.exists():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="fetching-", dir=kept.parent))
    try:
        options = ("-q", "-B", "-f", str(pom), _COPY, f"-DoutputDirectory={fresh}", "-DincludeScope=runtime")
        fetching = await asyncio.create_subprocess_exec(
            _program("mvn"), *options, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        said, _ = await fetching.communicate()
        if fetching.returncode != 0 or not any(fresh.iterdir()):
            errors = [line for line in said.decode("utf-8", "replace").splitlines() if "ERROR" in line]
            raise DevKafkaFailed(
                f"Maven could not fetch the Kafka broker: {errors[0] if errors else 'no reason given'}"
            )
        if not kept.exists():
            fresh.rename(kept)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return kept


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
