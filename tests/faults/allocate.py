"""Run as a program in the application's environment: a year to allocate, runs in it, and runs that are killed.

python -m tests.faults.allocate new                → the id of a year with a frozen roster and one run
python -m tests.faults.allocate runs YEAR TIMES    → so many more, one after the other
python -m tests.faults.allocate killed YEAR TIMES  → so many processes, each killed at a random moment of its work
"""

import os
import random
import signal
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeschools.settings")
django.setup()

from django.db import connections

from campaigns.models import CampaignYear
from safeschools.designations.actions import runs
from tests.designations.world import allocatable_year, officer
from tests.factories import number_on


def allocate(year: CampaignYear, times: int) -> None:
    for _time in range(times):
        runs.run(year, by=officer())


def kill_at_random(year: CampaignYear, times: int) -> None:
    """Kill -9 within twice the time that connecting and a run take."""
    connections.close_all()
    began = time.monotonic()
    allocate(year, 1)
    seconds = 2 * (time.monotonic() - began)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for _time in range(times):
        connections.close_all()
        child = os.fork()
        if child == 0:
            allocate(year, sys.maxsize)
        ended = signal.sigtimedwait({signal.SIGCHLD}, random.uniform(0, seconds))
        assert not ended, "it ended by itself"
        os.kill(child, signal.SIGKILL)
        signal.sigwait({signal.SIGCHLD})
        os.waitpid(child, 0)


if __name__ == "__main__":
    if sys.argv[1] == "new":
        number_on()
        year = allocatable_year()
        allocate(year, 1)
        sys.stdout.write(str(year.pk))
    else:
        work = {"runs": allocate, "killed": kill_at_random}[sys.argv[1]]
        work(CampaignYear.objects.get(pk=int(sys.argv[2])), int(sys.argv[3]))
