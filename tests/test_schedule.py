"""`usstnews schedule`: units that systemd takes, and a line that cron takes."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from usstnews.cli import main
from usstnews.runs.schedule import Moment, Schedule, quoted

AWKWARD = '100 % of $HOME\'s "news"'
SANDBOX = {
    "ProtectSystem": "strict",
    "NoNewPrivileges": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
}


def run(*arguments: object) -> Result:
    """Run the command in this process."""
    given = ["schedule", *map(str, arguments)]
    return CliRunner().invoke(main, given, prog_name="usstnews")


def unit(text: str) -> dict[str, list[str]]:
    """Read a unit strictly: sections, comments, and `Name=value` alone; values of each name."""
    values: dict[str, list[str]] = {}
    for line in text.splitlines():
        if (
            not line
            or line.startswith("#")
            or re.fullmatch(r"\[(Unit|Service|Timer|Install)\]", line)
        ):
            continue
        match = re.fullmatch(r"([A-Z][A-Za-z]+)=(.*[^\\ ]|)", line)
        assert match, line
        values.setdefault(match[1], []).append(match[2])
    return values


def words(text: str) -> list[str]:
    """Split a command as systemd does: quotes, backslashes in them, doubled signs."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(text)]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a project with an awkward name."""
    project = tmp_path / AWKWARD
    project.mkdir()
    (project / "scrapy.cfg").write_text("[settings]\ndefault = usstnews.settings\n")
    monkeypatch.chdir(project)
    return project


def test_the_service_runs_the_crawl_with_the_archive_alone_writable(desk: Path) -> None:
    """Its command, folder and archive are those of the project, whatever they are called."""
    text = run("--only", "service", "-a", "site=usst", "-s", "USER_AGENT=me (100 %)").stdout
    service = unit(text)
    archive = desk / "exports" / "usst"
    assert words(service["ExecStart"][0]) == [
        str(Path(sys.executable).parent / "scrapy"),
        *("crawl", "news", "-a", "site=usst", "-s", f"ARCHIVE_DIR={archive}"),
        *("-s", "LOG_LEVEL=WARNING", "-s", "USER_AGENT=me (100 %)"),
    ]
    assert words(service["ReadWritePaths"][0].replace("$", "$$")) == [str(archive)]
    assert service["WorkingDirectory"] == [str(desk).replace("%", "%%")]
    assert service["User"] == ["usstnews"]
    assert {name: service[name][0] for name in SANDBOX} == SANDBOX
    assert "SCRAPY_SETTINGS_MODULE" not in text


@pytest.mark.parametrize("part", ["none", "command", "interpreter", "directory", "archive"])
@pytest.mark.parametrize("folder", ["/tmp", "/var/tmp"])
def test_a_job_below_tmp_keeps_it_in_sight(part: str, folder: str) -> None:
    """Nobody else sees a job's /tmp, unless a part of the job lies there: then temporary files have
    a place of their own, as nothing below /tmp but the archive may be written.
    """
    paths = {name: Path("/srv") / name for name in ("command", "interpreter", "directory")}
    paths["archive"] = Path("/srv/tmp/news")
    if part in paths:
        paths[part] = Path(folder) / part
    service = unit(
        Schedule(
            name="usstnews-usst",
            command=(str(paths.pop("command")), "crawl", "news"),
            moment=Moment(3, 17),
            **paths,
        ).service()
    )
    kept = ["CacheDirectory=usstnews-usst", "Environment=TMPDIR=%C/usstnews-usst"]
    lines = [
        f"{name}={value}"
        for name in ("CacheDirectory", "Environment")
        for value in service.get(name, [])
    ]
    expected = (["yes"], []) if part == "none" else (["no"], kept)
    assert (service["PrivateTmp"], lines) == expected


def test_a_bad_end_is_a_failure_that_is_told(desk: Path) -> None:
    """No status but 0 is success, and the unit that tells is named."""
    service = unit(run("--only", "service").stdout)
    assert "SuccessExitStatus" not in service
    assert service["OnFailure"] == ["usstnews-alarm@%n.service"]
    assert (service["KillSignal"], service["KillMode"]) == (["SIGINT"], ["mixed"])
    mail = unit(run("--only", "alarm", "--mail", "me@example.org").stdout)
    assert words(mail["ExecStart"][0])[-1].endswith("'%i on %H did not end well' 'me@example.org'")
    hook = unit(run("--only", "alarm", "--webhook", "https://h.cn/a%20b?c=1&d").stdout)
    assert words(hook["ExecStart"][0])[-1].endswith("@- 'https://h.cn/a%20b?c=1&d'")


def test_outside_a_project_the_settings_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no scrapy.cfg, Scrapy finds the crawler by its settings."""
    monkeypatch.chdir(tmp_path)
    service = unit(run("--only", "service", "--archive", "news").stdout)
    assert "SCRAPY_SETTINGS_MODULE=usstnews.settings" in service["Environment"]
    assert service["WorkingDirectory"] == [str(tmp_path / "news")]
    assert "SCRAPY_SETTINGS_MODULE=usstnews.settings /" in run("--only", "cron").stdout


def test_the_timer_makes_up_for_what_was_missed(desk: Path) -> None:
    """At the time given, not all machines at once."""
    timer = unit(run("--only", "timer", "--at", "Mon..Wed,Sat 3:05").stdout)
    assert timer["OnCalendar"] == ["Mon,Tue,Wed,Sat *-*-* 03:05:00"]
    assert timer["Persistent"] == ["true"]
    assert timer["RandomizedDelaySec"] == ["30min"]


def test_the_files_are_named_for_the_job(desk: Path) -> None:
    """Each with its path; a full run beside the nightly one has names of its own."""
    text = run("-a", "mode=full", "-a", "site=vsb", "-a", "base_url=http://h.cn:81/").stdout
    assert re.findall(r"^# (/etc/\S+?),?(?: |$)", text, re.MULTILINE) == [
        "/etc/systemd/system/usstnews-h-cn-81-full.service",
        "/etc/systemd/system/usstnews-h-cn-81-full.timer",
        "/etc/systemd/system/usstnews-alarm@.service",
        "/etc/cron.d/usstnews-h-cn-81-full",
    ]


@pytest.mark.parametrize("status", [0, 2, 3])
def test_cron_is_silent_unless_a_run_ends_badly(desk: Path, status: int) -> None:
    """The line, as cron hands it to sh, in a folder of an awkward name: it says what the crawl said
    and how it ended, and nothing where all is well.
    """
    mailto, line = run("--only", "cron").stdout.splitlines()
    assert mailto == "MAILTO=root"
    *when, user, command = line.split(" ", 6)
    assert (when, user) == (["17", "3", "*", "*", "*"], "usstnews")
    assert not re.search(r"(?<!\\)%", command)
    scrapy = str(Path(sys.executable).parent / "scrapy")
    crawl = f"sh -c 'pwd; echo \"$@\" >&2; exit {status}' "
    command = command.replace("\\%", "%").replace(scrapy, crawl, 1)
    said = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert said.stderr == ""
    if status == 0:
        assert said.stdout == ""
    else:
        assert said.stdout.splitlines()[0] == str(desk)
        assert f"ARCHIVE_DIR={desk}/exports/usst" in said.stdout
        assert said.stdout.endswith(f"exit status {status}\n")


@pytest.mark.parametrize(
    ("text", "systemd", "cron"),
    [
        ("03:17", "*-*-* 03:17:00", "17 3 * * *"),
        ("Sun 23:59", "Sun *-*-* 23:59:00", "59 23 * * 0"),
        ("Fri..Sun,mon 0:00", "Mon,Fri,Sat,Sun *-*-* 00:00:00", "0 0 * * 0,1,5,6"),
    ],
)
def test_a_time_is_the_same_for_both(text: str, systemd: str, cron: str) -> None:
    """Cron counts days from Sunday, as 0."""
    moment = Moment.parse(text)
    assert (moment.systemd, moment.cron) == (systemd, cron)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--at", "25:00"), "--at '25:00' is no time; give one like 03:17"),
        (("--at", "daily"), "--at 'daily' is no time"),
        (("--at", "Moon 03:17"), "--at: 'moon' is no day; give such as Sun, or Mon..Sat"),
        (("--at", "Sat..Mon 03:17"), "--at: 'sat..mon' runs past Sunday"),
        (("--user", "me;reboot"), "--user 'me;reboot' is no name of a user"),
        (("--mail", "a b"), "--mail 'a b' is no address"),
        (("--mail", "-n"), "--mail '-n' is no address"),
        (("--webhook", "ftp://h"), "--webhook 'ftp://h' is no address"),
        (("--webhook", "http://h/$(x)"), "--webhook 'http://h/$(x)' is no address"),
        (("--archive", "a\nb"), "can stand in no unit"),
        (("--archive", "a\\"), "can stand in no unit"),
        (("-a", "site=nowhere"), "no site 'nowhere'"),
        (("-a", "limit"), "'limit' is not of the form NAME=VALUE"),
        (("-s", "=3"), "'=3' is not of the form NAME=VALUE"),
    ],
)
def test_bad_input_is_one_line(desk: Path, arguments: tuple[str, ...], line: str) -> None:
    """What is wrong, on stderr, with status 1."""
    done = run(*arguments)
    assert done.exit_code == 1, done.output
    assert done.stdout == ""
    (said,) = done.stderr.splitlines()
    assert line in said


def test_the_archive_is_named_in_one_way(desk: Path) -> None:
    """As `--archive`, since the sandbox must know it."""
    done = run("-s", "ARCHIVE_DIR=x")
    assert done.exit_code == 2
    assert "name the archive with --archive" in done.stderr


def test_a_program_that_is_not_there_is_named(
    desk: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing is printed that could not run."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    done = run()
    assert done.exit_code == 1
    assert f"there is no {tmp_path / 'scrapy'}" in done.stderr


@pytest.mark.parametrize("word", ["", ";", "a b", AWKWARD, "%n", "$HOME", "it's", "/srv/news"])
def test_a_quoted_word_is_one_word(word: str) -> None:
    """Read back as systemd does."""
    assert words(quoted(word, "$")) == [word]


def test_systemd_takes_the_units(desk: Path, tmp_path: Path) -> None:
    """Where systemd is there, it verifies them, finds the same times, and calls them well shut."""
    analyze = shutil.which("systemd-analyze")
    units = tmp_path / "units"
    units.mkdir()
    for kind, name in (
        ("service", "usstnews-usst.service"),
        ("timer", "usstnews-usst.timer"),
        ("alarm", "usstnews-alarm@.service"),
    ):
        text = run("--only", kind).stdout
        assert unit(text)
        (units / name).write_text(text)
    if analyze is None:  # what was read above is all that can be held without it
        return
    names = [str(units / name) for name in ("usstnews-usst.service", "usstnews-usst.timer")]
    alarm = str(units / "usstnews-alarm@usstnews-usst.service.service")
    done = subprocess.run(
        [analyze, "verify", "--man=no", *names, alarm],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=20", names[0]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    when = unit((units / "usstnews-usst.timer").read_text())["OnCalendar"][0]
    done = subprocess.run(
        [analyze, "calendar", when], capture_output=True, text=True, check=True, env={"TZ": "UTC"}
    )
    (following,) = re.findall(r"Next elapse: \w+ (\S+ \S+)", done.stdout)
    assert datetime.fromisoformat(following).strftime("%H:%M") == "03:17"
