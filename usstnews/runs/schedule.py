"""A job as systemd and cron run it: their files, as text."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from usstnews.errors import UsstnewsError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
AT = re.compile(r"(?:([A-Za-z,.]+) )?([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
HOMES = (Path("/home"), Path("/root"), Path("/run/user"))
TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108  (not written to)
CRON_LINE = 998
"""Characters that Debian's cron reads of a command."""


class BadSchedule(UsstnewsError):
    """Something cannot stand in a unit or a crontab."""


@dataclass(frozen=True)
class Moment:
    """A time of day, local, on some days of the week: 0 is Monday; on no day named, on each."""

    hour: int
    minute: int
    days: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `[DAYS ]HH:MM`; raises `BadSchedule`.

        >>> Moment.parse("Mon..Wed,Sat 3:17")
        Moment(hour=3, minute=17, days=(0, 1, 2, 5))
        """
        match = AT.fullmatch(text)
        if match is None:
            raise BadSchedule(f"--at {text!r} is no time; give one like 03:17 or 'Mon..Sat 03:17'")
        days, hour, minute = match.groups()
        return cls(int(hour), int(minute), _days(days) if days else ())

    @property
    def systemd(self) -> str:
        """The time as `OnCalendar=` takes it."""
        days = ",".join(DAYS[day] for day in self.days)
        return f"{days} *-*-* {self.hour:02}:{self.minute:02}:00".strip()

    @property
    def cron(self) -> str:
        """The five fields of a crontab."""
        days = ",".join(str(day) for day in sorted((day + 1) % 7 for day in self.days))
        return f"{self.minute} {self.hour} * * {days or '*'}"


def _days(text: str) -> tuple[int, ...]:
    known = {day.lower(): number for number, day in enumerate(DAYS)}
    days: set[int] = set()
    for part in text.lower().split(","):
        first, _, last = part.partition("..")
        if first not in known or (last or first) not in known:
            raise BadSchedule(f"--at: {part!r} is no day; give such as Sun, or Mon..Sat")
        days |= set(range(known[first], known[last or first] + 1))
        if known[last or first] < known[first]:
            raise BadSchedule(f"--at: {part!r} runs past Sunday; give Sat,Sun,Mon")
    return tuple(sorted(days))


@dataclass(frozen=True)
class Schedule:
    """What is to be run, when, as whom and where, and who is told of a bad end.

    `name` is that of the units, `interpreter` the Python that the command needs. `settings` names
    Scrapy's settings where `directory` has no `scrapy.cfg`. Raises `BadSchedule` for what no file
    can hold.
    """

    name: str
    command: tuple[str, ...]
    interpreter: Path
    directory: Path
    archive: Path
    moment: Moment
    user: str = "usstnews"
    mail: str = "root"
    webhook: str | None = None
    settings: str | None = None

    def __post_init__(self) -> None:
        for text in (*self.command, str(self.directory), str(self.archive)):
            if re.search(r"[\x00-\x1f\x7f\\]", text) or text != text.strip():
                raise BadSchedule(
                    f"{text!r} can stand in no unit; have neither backslashes nor line ends in it,"
                    " nor spaces at its ends"
                )
        if not re.fullmatch("[a-z_][a-z0-9_-]{0,30}", self.user):
            raise BadSchedule(f"--user {self.user!r} is no name of a user")
        if not re.fullmatch(r"[A-Za-z0-9_.+@-]+", self.mail) or self.mail.startswith("-"):
            raise BadSchedule(f"--mail {self.mail!r} is no address; give one like root or a@b.org")
        if self.webhook and not re.fullmatch(r"https?://[^\s'\"\\$`]+", self.webhook):
            raise BadSchedule(
                f"--webhook {self.webhook!r} is no address; give one like https://host/path"
            )

    def service(self) -> str:
        """Write the unit that runs the job once, with nothing but the archive writable."""
        settings = f"Environment=SCRAPY_SETTINGS_MODULE={self.settings}\n" if self.settings else ""
        return SERVICE.format(
            name=self.name,
            archive=quoted(self.archive),
            directory=str(self.directory).replace("%", "%%"),
            user=self.user,
            settings=settings,
            command=" ".join(quoted(part, "$") for part in self.command),
            homes="read-only" if self._uses(HOMES) else "yes",
            temporary=(KEPT_TMP if self._uses(TEMPORARY) else PRIVATE_TMP).format(name=self.name),
        )

    def _uses(self, folders: tuple[Path, ...]) -> bool:
        """Tell whether something that the job needs lies below one of the folders."""
        needed = (Path(self.command[0]), self.interpreter, self.directory, self.archive)
        return any(path.is_relative_to(folder) for path in needed for folder in folders)

    def timer(self) -> str:
        """Write the unit that says when."""
        return TIMER.format(name=self.name, when=self.moment.systemd)

    def alarm(self) -> str:
        """Write the unit that tells somebody of a bad end, by mail or to a webhook."""
        if self.webhook is None:
            return ALARM.format(
                rights=BY_MAIL,
                teller=f"mail -s '%i on %H did not end well' '{self.mail}'",
            )
        return ALARM.format(rights=BY_WEBHOOK, teller=f"{CURL} '{self.webhook.replace('%', '%%')}'")

    def cron(self) -> str:
        """Write the same for cron, which knows neither sandbox nor what was missed while off."""
        run = shlex.join(self.command)
        if self.settings:
            run = f"SCRAPY_SETTINGS_MODULE={self.settings} {run}"
        line = f"cd {shlex.quote(str(self.directory))} && said=$({run} 2>&1) || {{ status=$?; "
        if self.webhook is None:
            line += 'echo "$said"; echo "exit status $status"; }'
        else:
            line += f'echo "$said" | {CURL} {shlex.quote(self.webhook)}; }}'
        line = line.replace("%", r"\%")
        if len(line) > CRON_LINE:
            return f"# This job is too long for a crontab: {len(line)} characters.\n"
        return CRON.format(mail=self.mail, when=self.moment.cron, user=self.user, line=line)


def quoted(word: object, also: str = "") -> str:
    """Write a word as systemd reads it, with no specifiers; `also` is doubled too.

    >>> print(quoted("/srv/100 % news"), quoted("cost=$5", "$"), quoted("/srv/news"))
    "/srv/100 %% news" cost=$$5 /srv/news
    """
    text = str(word).replace("%", "%%")
    for sign in also:
        text = text.replace(sign, sign * 2)
    if re.fullmatch(r"[\w@%+=:,./$-]+", text):
        return text
    return '"' + text.replace('"', '\\"') + '"'


CURL = (
    "curl --fail --silent --show-error --max-time 60 --retry 3"
    " --header 'Content-Type: text/plain; charset=utf-8' --data-binary @-"
)

SERVICE = """\
[Unit]
Description=Archive the news: {name}
Wants=network-online.target
After=network-online.target
OnFailure=usstnews-alarm@%n.service

[Service]
# Any status but 0 is a failure: 1 not started, 2 incomplete, 3 alarming.
Type=oneshot
User={user}
WorkingDirectory={directory}
{settings}ExecStart={command}
# One signal to the crawl alone ends it cleanly; what it fetched is kept.
KillSignal=SIGINT
KillMode=mixed
TimeoutStopSec=5min
Nice=10
IOSchedulingClass=idle

# Nothing can be written but the archive.
ReadWritePaths={archive}
ProtectSystem=strict
ProtectHome={homes}
{temporary}
PrivateDevices=yes
PrivateUsers=yes
ProtectProc=invisible
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
UMask=0022
# No MemoryDenyWriteExecute: TLS by pyOpenSSL fails with it. AF_UNIX: systemd-resolved and nscd.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
"""

PRIVATE_TMP = "PrivateTmp=yes"
KEPT_TMP = """\
# A private /tmp would hide what this job has there. Mind that the system may sweep it.
PrivateTmp=no
CacheDirectory={name}
Environment=TMPDIR=%C/{name}"""

TIMER = """\
[Unit]
Description=When to archive the news: {name}

[Timer]
OnCalendar={when}
RandomizedDelaySec=30min
# What was missed while the machine was off is made up for.
Persistent=true

[Install]
WantedBy=timers.target
"""

ALARM = """\
[Unit]
Description=Tell how %i ended

[Service]
Type=oneshot
{rights}
ExecStart=/bin/sh -c "systemctl status --no-pager --full --lines=30 '%i' | {teller}"
"""
BY_MAIL = (
    "# By the system's own `mail` (package bsd-mailx, or another), which wants its own rights."
)
BY_WEBHOOK = "# By `curl`.\nDynamicUser=yes\nSupplementaryGroups=systemd-journal"

CRON = """\
MAILTO={mail}
{when} {user} {line}
"""
