"""Runs a call in a worker process: a place in the queue, progress, a time limit, and Stop.

Pages never compute; they submit. Only this module and ``core.worker`` know where work runs, so
that a cluster can stand behind them. They do not know what the work is.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, Literal, Self, TypeVar

from core import limits
from core.errors import JobCancelled, JobError, QueueFull
from core.worker import STOPPED, Outcome, Slot, Worker, pack

T = TypeVar("T")
State = Literal["waiting", "running", "done", "failed", "cancelled"]


class Job(Generic[T]):
    """One call on its way through the queue, as ``JobQueue.submit`` gives it.

    It may be looked at and cancelled from any thread, and kept when its queue has been closed.
    """

    def __init__(self, queue: JobQueue, call: bytes) -> None:
        self._queue = queue
        self._call = call
        self._future: Future[T] = Future()
        self._slot: Slot | None = None
        self._reached = 0.0

    @property
    def state(self) -> State:
        """Where the job is; a job that ended in any error but a cancellation has failed."""
        with self._queue._changed:
            if not self._future.done():
                return "waiting" if self.place else "running"
            error = self._future.exception()
        if error is None:
            return "done"
        return "cancelled" if isinstance(error, JobCancelled) else "failed"

    @property
    def place(self) -> int:
        """Its place among the waiting: 1 is next; 0 has been started, or cancelled."""
        with self._queue._changed:
            waiting = self._queue._waiting
            return waiting.index(self) + 1 if self in waiting else 0

    @property
    def fraction(self) -> float:
        """How much is done, 0 … 1, as the function last reported it; 1 when it has returned."""
        with self._queue._changed:
            return self._slot.fraction.value if self._slot else self._reached

    def cancel(self) -> None:
        """Stop the job; one that has ended stays as it is.

        Its state is "cancelled" at once. If it runs, its next progress report raises
        JobCancelled there; if none comes within a second, its worker is killed and replaced.
        """
        self._queue._cancel(self)

    def result(self, timeout_s: float | None = None) -> T:
        """Wait for the function's value.

        Raises
        ------
        SemillaError
            What the function raised, or JobError (it failed in another way, or its process
            died), JobTimeout, JobCancelled.
        TimeoutError
            It has not ended after ``timeout_s`` seconds; it goes on.
        """
        return self._future.result(timeout_s)


class JobQueue:
    """Workers, and the jobs that wait for them, first come, first served.

    Parameters
    ----------
    workers
        Processes, each with one torch thread. They start at once, and again when they die.
    warm_up
        Called in each worker before its first job, to load what takes time. Like every function
        given to a worker it must be importable: not a lambda, and not in a page or a script.
    job_s
        Seconds that a job may run; waiting does not count.
    waiting
        Jobs that may wait when all workers are busy.
    """

    def __init__(
        self,
        workers: int = 2,
        warm_up: Callable[[], object] | None = None,
        job_s: float = limits.JOB_S,
        waiting: int = limits.JOBS_WAITING,
    ) -> None:
        self._waiting_limit = waiting
        self._waiting: deque[Job[Any]] = deque()
        self._running: set[Job[Any]] = set()
        self._closed = False
        self._changed = threading.Condition()
        self._threads = [
            threading.Thread(target=self._serve, args=[Worker(warm_up, job_s)], daemon=True)
            for _ in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> Job[T]:
        """Put a call in the queue.

        A function that has a parameter ``progress`` is given a ``Callable[[float], None]`` for
        it, to report what fraction is done. The oftener it is called, the sooner the job can be
        stopped gently; a call takes under a microsecond.

        Raises
        ------
        QueueFull
            Too many jobs are waiting.
        """
        job: Job[T] = Job(self, pack(function, args, kwargs))
        with self._changed:
            if self._closed:
                raise JobError("Semilla is closing and takes no more work.")
            if len(self._waiting) + len(self._running) >= len(self._threads) + self._waiting_limit:
                raise QueueFull(
                    "{waiting} people are waiting already; the limit is {limit}.",
                    waiting=len(self._waiting),
                    limit=self._waiting_limit,
                )
            self._waiting.append(job)
            self._changed.notify()
        return job

    def close(self) -> None:
        """Cancel every job and end the workers; returns when they are gone."""
        with self._changed:
            self._closed = True
            for job in [*self._waiting, *self._running]:
                self._cancel(job)
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _cancel(self, job: Job[Any]) -> None:
        with self._changed:
            if job in self._waiting:
                self._waiting.remove(job)
            self._settle(job, Outcome(error=JobCancelled(STOPPED)))

    def _settle(self, job: Job[Any], outcome: Outcome) -> None:
        """Give a job its end, unless it has one: Stop may come while its value is on the way."""
        with self._changed:
            if job._future.done():
                return
            if outcome.error is None:
                job._reached = 1.0
                job._future.set_result(outcome.value)
            else:
                job._future.set_exception(outcome.error)

    def _serve(self, worker: Worker) -> None:
        """Feed one worker until the queue closes, in a thread of its own."""
        worker.start()
        while (job := self._take(worker.slot)) is not None:
            outcome = worker.run(job._call, until=job._future)
            with self._changed:
                job._reached, job._slot = worker.slot.fraction.value, None
                self._running.remove(job)
                self._settle(job, outcome)
            worker.start()
        worker.stop()

    def _take(self, slot: Slot) -> Job[Any] | None:
        """Wait for the next job, and tie it to the slot of its worker; None: the queue closes."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            if self._closed:
                return None
            job = self._waiting.popleft()
            self._running.add(job)
            slot.fraction.value, slot.stop.value = 0.0, False
            job._slot = slot
            return job
