"""Run a module as `python -m` does, on a clock that is fast by some seconds, and ticks.

Run by the tests in a process of its own: the seconds, the module, its arguments.
"""

import sys
from datetime import UTC, datetime, timedelta
from runpy import run_module

import time_machine

if __name__ == "__main__":
    _, seconds, module, *sys.argv[1:] = sys.argv
    sys.path[0] = ""  # as -m has it
    # Timeouts and the event loop go by the monotonic clock, which is left alone.
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(seconds)), tick=True):
        run_module(module, run_name="__main__", alter_sys=True)
