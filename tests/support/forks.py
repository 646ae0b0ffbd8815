"""Processes for drills, forked from a server that has imported the house already.

A death then costs hundredths of a second and not the three seconds of a new interpreter, and each
process is as separate, and as mortal, as any other.
"""

from __future__ import annotations

import multiprocessing

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.passes", "tests.support.sweeper"])
