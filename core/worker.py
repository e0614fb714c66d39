"""One worker process: started, fed with one call at a time, timed, killed and started again.

``Worker`` is the near side and lives in the program's own process; ``_set_up`` and ``_work`` run
on the far side. The queue is the business of ``core.jobs``; what is called, nobody's here.

A worker is a pebble ``ProcessPool`` of one. In a pool of several, all read from one pipe: whoever
picks up a cancelled call is killed for it, and a call whose process dies before pebble has read
who took it is lost without a word. In a pool of one there is no doubt whose a call was.
"""

from __future__ import annotations

import functools
import inspect
import logging
import multiprocessing
import pickle
import traceback
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from ctypes import c_bool, c_double
from dataclasses import dataclass, field
from multiprocessing import spawn
from typing import Any

from pebble import ProcessPool
from pebble.pool.process import WORKERS_NAME

from core.errors import JobCancelled, JobError, JobTimeout, SemillaError

# How long a running call has to notice that it is to stop, before its worker is killed.
GRACE_S = 1.0
STOPPED = "The work was stopped."

_CONTEXT = multiprocessing.get_context("spawn")  # a process forked after torch has run hangs
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Slot:
    """Memory that both sides share: what fraction of the call is done, and whether to stop."""

    fraction: c_double = field(default_factory=lambda: _CONTEXT.RawValue(c_double, 0.0))
    stop: c_bool = field(default_factory=lambda: _CONTEXT.RawValue(c_bool, False))


@dataclass(frozen=True)
class Outcome:
    """How a call ended: in a value, or in an error for the person at the screen.

    ``bug`` is the traceback of an error that nobody foresaw, for the log.
    """

    value: Any = None
    error: SemillaError | None = None
    bug: str = ""


class Worker:
    """A process of our own, kept alive. Only one thread may use it; its slot is for all.

    Parameters
    ----------
    warm_up
        Called in every new process before its first call.
    limit_s
        Seconds that a call may take.
    """

    def __init__(self, warm_up: Callable[[], object] | None, limit_s: float) -> None:
        self.slot = Slot()
        self._warm_up = warm_up
        self._limit_s = limit_s
        self._pool = self._new_pool()

    def start(self) -> None:
        """Start the process, unless it runs; where that fails, ``run`` will say so."""
        try:
            if not self._pool.active:  # asking starts a new pool; a broken one stays broken
                self._replace()
        except (OSError, RuntimeError):
            _logger.exception("A worker process cannot be started.")

    def run(self, call: bytes, until: Future[Any]) -> Outcome:
        """Make a call (see ``pack``); give up soon after ``until`` is done."""
        self.start()  # it may have died while it had nothing to do
        try:
            running = self._pool.schedule(_work, args=[call], timeout=self._limit_s)
        except (OSError, RuntimeError) as problem:
            return self._died(problem)
        wait([running, until], return_when=FIRST_COMPLETED)
        if not running.done():
            self.slot.stop.value = True
            wait([running], timeout=GRACE_S)
        if not running.done():
            self._replace()
            return Outcome(error=JobCancelled(STOPPED))
        error = running.exception()
        if isinstance(error, TimeoutError):
            return Outcome(
                error=JobTimeout(
                    "The work took longer than {limit_s:g} s and was stopped.",
                    limit_s=self._limit_s,
                )
            )
        if error is not None:
            return self._died(error)
        outcome = _unpack(running.result())
        if outcome.bug:
            _logger.error("A call failed in a worker process.\n%s", outcome.bug)
        return outcome

    def stop(self) -> None:
        """End the process; returns when it is gone."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def _died(self, problem: BaseException) -> Outcome:
        _logger.error("A worker process died: %r", problem)
        self._replace()
        return Outcome(error=JobError("The work ended too soon: its process was lost."))

    def _replace(self) -> None:
        # A pool whose worker was killed may have lost the lock of its pipe with it.
        self.stop()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        _keep_main_out_of_workers()
        return ProcessPool(
            max_workers=1,
            initializer=_set_up,
            initargs=[self.slot, self._warm_up],
            context=_CONTEXT,
        )


def pack(function: Callable[..., object], args: Any, kwargs: Any) -> bytes:
    """Make a call ready to travel; what cannot travel fails here, where its mistake was made."""
    return pickle.dumps((function, args, kwargs))


@functools.cache
def _keep_main_out_of_workers() -> None:
    """Let workers start without running the program's ``__main__`` once more inside them.

    ``spawn`` tells a child to run the file of whatever is ``__main__`` when the child starts.
    Streamlit makes that the page that somebody opened last, so a worker that is replaced would
    run a page. Ours import what they need; nothing changes for processes of another name.
    """
    prepare = spawn.get_preparation_data

    def prepare_without_main(name: str) -> dict[str, Any]:
        data = prepare(name)
        if name == WORKERS_NAME:
            data.pop("init_main_from_name", None)
            data.pop("init_main_from_path", None)
        return data

    spawn.get_preparation_data = prepare_without_main


_slot: Slot  # on the far side only


def _set_up(slot: Slot, warm_up: Callable[[], object] | None) -> None:
    import torch  # here, so that a program that only submits need not load it

    global _slot
    _slot = slot
    torch.set_num_threads(1)
    if warm_up is not None:
        try:
            warm_up()
        except Exception:  # a job that needs what failed here will say so to its visitor
            _logger.exception("A worker process could not warm up.")


def _work(call: bytes) -> bytes:
    """Make a call, and pack its outcome here, where failing to do so is one more outcome."""
    try:
        function, args, kwargs = pickle.loads(call)
        if "progress" in inspect.signature(function).parameters:
            kwargs["progress"] = _report
        return pickle.dumps(Outcome(value=function(*args, **kwargs)))
    except SemillaError as error:
        return pickle.dumps(Outcome(error=error))
    except Exception as error:
        return pickle.dumps(_unforeseen(error))


def _unpack(data: bytes) -> Outcome:
    try:
        outcome: Outcome = pickle.loads(data)
    except Exception as error:  # a value of the caller's own kind may refuse in any way it likes
        return _unforeseen(error)
    return outcome


def _unforeseen(error: Exception) -> Outcome:
    failure = JobError(
        "The work failed ({kind}); the details are in the log.", kind=type(error).__name__
    )
    return Outcome(error=failure, bug="".join(traceback.format_exception(error)))


def _report(fraction: float) -> None:
    _slot.fraction.value = min(max(fraction, 0.0), 1.0)
    if _slot.stop.value:
        raise JobCancelled(STOPPED)
