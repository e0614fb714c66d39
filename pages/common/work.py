"""Work that pages hand over to worker processes: started, followed with a Stop button, collected.

A task has a name; a visitor runs one task of a name at a time. A task that is not done yet is shown
with its place in the queue until it is, while the page looks again now and then. What the work is,
is known to the caller.
"""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import limits
from core.errors import JobCancelled, SemillaError
from core.jobs import Job, JobQueue
from core.performance import warm_up
from pages.common.i18n import _, number, sentence
from pages.common.session import visit

T = TypeVar("T")

WORKERS = 2
# To run a page again for a task that has ended takes longer than to wait for most tasks.
PATIENCE_S = 4.0
# Many tasks end sooner than this, and then no progress bar flickers by.
_MOMENT_S = 0.3
_TICK_S = 0.04
_POLL_S = 0.25


@st.cache_resource(show_spinner=False, on_release=JobQueue.close)
def queue() -> JobQueue:
    """Give the workers, one set for all visitors."""
    # What is loaded by now stays: no collection of garbage need look through it, while everybody
    # waits.
    gc.freeze()
    return JobQueue(WORKERS, warm_up=warm_up)


def start(task: str, function: Callable[..., T], *args: Any) -> None:
    """Begin a task, instead of the one of that name that may still run."""
    memory = visit()
    stop(task)
    try:
        memory.jobs[task] = queue().submit(function, *args)
    except SemillaError as problem:
        memory.problems[task] = problem


def follow(task: str, doing: str, *, patience_s: float = 0.0, quiet: bool = False) -> Any | None:
    """Give a task's value, once, as soon as it has one; until then show how far it is.

    Parameters
    ----------
    task
        The name it was started under; where nothing was, this does nothing.
    doing
        What is going on, in the reader's words.
    patience_s
        How long this run of the page may wait before the rest of it is drawn.
    quiet
        Whether to show nothing here: then ``show_progress`` does, farther down.
    """
    memory = visit()
    # Always there, or what follows would change its place on the page, and be drawn anew: a
    # player would fall silent. Two, because one that is emptied and filled again at once keeps
    # what it held.
    waiting, later = st.empty(), st.empty()
    if (job := memory.jobs.get(task)) is None:
        return None
    value = None
    try:
        value = (
            _waited_quietly(job, waiting, patience_s)
            if quiet
            else _waited(job, task, doing, waiting, patience_s)
        )
    except TimeoutError:
        if not quiet:
            with later.container():
                _progress(task, doing)
        return None
    except JobCancelled:
        pass
    except SemillaError as problem:
        memory.problems[task] = problem
    # Streamlit begins the next run while this one still waits: it may have started another job, or
    # taken this one's value already.
    if memory.jobs.get(task) is not job:
        return None
    del memory.jobs[task]
    return value


def show_progress(task: str, doing: str) -> None:
    """Show how far a task is, with a Stop button, where ``follow`` was quiet about it."""
    if is_running(task):
        _progress(task, doing)


def stop(task: str) -> None:
    """Stop a task, if it runs, and forget what its last try ended with."""
    memory = visit()
    if (job := memory.jobs.pop(task, None)) is not None:
        job.cancel()
    memory.problems.pop(task, None)


def is_running(task: str) -> bool:
    """Tell whether a task was started and not collected yet."""
    return task in visit().jobs


def now(function: Callable[..., T], *args: Any) -> T:
    """Do a task at once and wait for it: for downloads, whose clicks run beside the page."""
    job: Job[T] = queue().submit(function, *args)
    try:
        return job.result(limits.JOB_S)
    except TimeoutError:
        # It still waits behind others: nobody will fetch it any more.
        job.cancel()
        raise


def show_problem(task: str, next_step: str) -> None:
    """Show what the last try of a task ended with, and what to do about it."""
    if (problem := visit().problems.get(task)) is not None:
        show_error(problem, next_step)


def show_error(problem: SemillaError, next_step: str) -> None:
    """Show what went wrong, and what to do about it."""
    st.error(f"{sentence(problem)} {next_step}".strip(), icon=":material/error:")


def _waited(job: Job[T], task: str, doing: str, slot: DeltaGenerator, patience_s: float) -> T:
    """Give a job's value, or what it raised; ``TimeoutError`` after so many seconds."""
    if not patience_s:
        return job.result(0)
    began = time.monotonic()
    with contextlib.suppress(TimeoutError):
        return job.result(_MOMENT_S)
    with slot.container():
        bar = _bar(job, doing, key=f"halt_{task}")
    try:
        while time.monotonic() - began < patience_s:
            with contextlib.suppress(TimeoutError):
                return job.result(_TICK_S)
            # A click on Stop ends this run here.
            bar.progress(job.fraction, text=_doing(job, doing))
        raise TimeoutError
    finally:
        slot.empty()


def _waited_quietly(job: Job[T], slot: DeltaGenerator, patience_s: float) -> T:
    """Give a job's value, or what it raised, without a bar; ``TimeoutError`` as ``_waited``."""
    end = time.monotonic() + patience_s
    while (left_s := end - time.monotonic()) > _TICK_S:
        with contextlib.suppress(TimeoutError):
            return job.result(_TICK_S)
        # A newer click ends this run here.
        slot.empty()
    return job.result(max(left_s, 0.0))


@st.fragment(run_every=_POLL_S)
def _progress(task: str, doing: str) -> None:
    job = visit().jobs.get(task)
    if job is None or job.state not in ("waiting", "running"):
        st.rerun()
    _bar(job, doing, key=f"stop_{task}")


def _bar(job: Job[Any], doing: str, *, key: str) -> DeltaGenerator:
    """Draw how far a job is, with a Stop button; give the bar."""
    with st.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(job.fraction, text=_doing(job, doing))
        st.button(_("Stop"), key=key, icon=":material/stop:", on_click=job.cancel)
    return bar


def _doing(job: Job[Any], doing: str) -> str:
    if place := job.place:
        return _("Waiting: number {place} in the queue").format(place=number(place))
    return doing
