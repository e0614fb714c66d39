"""Jobs in real worker processes: results, progress, places, Stop, time limits and deaths."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.errors import JobCancelled, JobError, JobTimeout, QueueFull, RecipeError
from core.jobs import Job, JobQueue

Progress = Callable[[float], None]

warmed = False


# What the workers run.


def warm_up() -> None:
    global warmed
    warmed = True


def surroundings() -> tuple[int, int, bool]:
    import torch

    return os.getpid(), torch.get_num_threads(), warmed


def process_id() -> int:
    return os.getpid()


def double(x: int) -> int:
    return 2 * x


def half_then_wait_for(gate: Path, progress: Progress) -> str:
    progress(0.5)
    while not gate.exists():
        time.sleep(0.01)
        progress(0.5)
    return "through"


def be_deaf(started: Path) -> None:
    """Never report progress, so that no one can stop it gently."""
    started.touch()
    time.sleep(600)


def leave_a_mark(mark: Path) -> None:
    mark.touch()


def ask_for_too_much() -> None:
    raise RecipeError("The beam is {k} wide; the limit is {limit}.", k=99, limit=16)


def divide_by_zero() -> float:
    return 1 / 0


def give_something_that_cannot_travel() -> object:
    return lambda: None


class Unwelcome:
    """It can leave a worker, and cannot be put together again."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return int, ("not a number",)


def give_something_that_cannot_arrive() -> Unwelcome:
    return Unwelcome()


def die() -> None:
    os._exit(3)


# What the tests need.


def eventually(condition: Callable[[], bool]) -> None:
    """Wait for another process; the deadline only ends a test that has failed."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def pair() -> Iterator[JobQueue]:
    """Two workers, a long queue, and the usual time limit."""
    with JobQueue(workers=2, warm_up=warm_up) as queue:
        yield queue


@pytest.fixture(scope="module")
def single() -> Iterator[JobQueue]:
    """One worker, two places to wait, three seconds a job."""
    with JobQueue(workers=1, warm_up=warm_up, job_s=3, waiting=2) as queue:
        yield queue


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    return tmp_path / "gate"


def occupy(queue: JobQueue, workers: int, gate: Path) -> list[Job[str]]:
    """Keep every worker busy until the gate is there."""
    jobs = [queue.submit(half_then_wait_for, gate) for _ in range(workers)]
    eventually(lambda: all(job.state == "running" for job in jobs))
    return jobs


class TestResults:
    def test_a_value_comes_back(self, pair: JobQueue) -> None:
        job = pair.submit(double, x=21)
        assert job.result() == 42
        assert (job.state, job.place, job.fraction) == ("done", 0, 1.0)

    def test_work_is_done_elsewhere_with_one_thread_and_warmed_up(self, pair: JobQueue) -> None:
        process, threads, was_warm = pair.submit(surroundings).result()
        assert process != os.getpid()
        assert (threads, was_warm, warmed) == (1, True, False)

    def test_progress_arrives_while_it_runs(self, pair: JobQueue, gate: Path) -> None:
        job = pair.submit(half_then_wait_for, gate)
        eventually(lambda: job.fraction == 0.5)
        assert job.state == "running"
        gate.touch()
        assert job.result() == "through"
        assert job.fraction == 1.0

    def test_looking_for_a_result_can_end_before_the_job(self, pair: JobQueue, gate: Path) -> None:
        job = pair.submit(half_then_wait_for, gate)
        with pytest.raises(TimeoutError):
            job.result(timeout_s=0)
        gate.touch()
        assert job.result() == "through"

    def test_many_threads_may_submit(self, pair: JobQueue) -> None:
        answers: dict[int, int] = {}

        def ask(x: int) -> None:
            answers[x] = pair.submit(double, x).result()

        threads = [threading.Thread(target=ask, args=[x]) for x in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert answers == {x: 2 * x for x in range(30)}


class TestErrors:
    def test_ours_cross_the_border_whole(self, pair: JobQueue) -> None:
        job = pair.submit(ask_for_too_much)
        with pytest.raises(RecipeError) as caught:
            job.result()
        assert caught.value.template == "The beam is {k} wide; the limit is {limit}."
        assert caught.value.values == {"k": 99, "limit": 16}
        assert job.state == "failed"

    @pytest.mark.parametrize(
        ("function", "kind"),
        [
            (divide_by_zero, "ZeroDivisionError"),
            (give_something_that_cannot_travel, "AttributeError|PicklingError"),
            (give_something_that_cannot_arrive, "ValueError"),
        ],
    )
    def test_others_become_one_sentence_and_a_traceback_in_the_log(
        self,
        pair: JobQueue,
        caplog: pytest.LogCaptureFixture,
        function: Callable[[], object],
        kind: str,
    ) -> None:
        job = pair.submit(function)
        with pytest.raises(JobError, match=rf"^The work failed \(({kind})\); .* the log\.$"):
            job.result()
        assert job.state == "failed"
        assert "Traceback" in caplog.text

    def test_what_cannot_travel_fails_where_it_is_submitted(self, pair: JobQueue) -> None:
        with pytest.raises((AttributeError, TypeError)):
            pair.submit(double, lambda: 1)  # type: ignore[arg-type]

    def test_a_dying_worker_takes_only_its_own_job(self, pair: JobQueue, gate: Path) -> None:
        other = pair.submit(half_then_wait_for, gate)
        eventually(lambda: other.fraction == 0.5)
        with pytest.raises(JobError, match="process was lost"):
            pair.submit(die).result()
        assert other.state == "running"
        assert pair.submit(double, 4).result() == 8
        gate.touch()
        assert other.result() == "through"

    def test_a_worker_that_dies_idle_takes_no_job(self, single: JobQueue) -> None:
        before = single.submit(process_id).result()
        os.kill(before, signal.SIGKILL)
        time.sleep(1)  # a death is noticed within 0.1 s; a job that comes in between is lost
        assert single.submit(process_id).result() != before


class TestStopping:
    def test_a_waiting_job_never_starts_and_the_next_moves_up(
        self, pair: JobQueue, gate: Path, tmp_path: Path
    ) -> None:
        running = occupy(pair, 2, gate)
        stopped, kept = tmp_path / "stopped", tmp_path / "kept"
        jobs = [pair.submit(leave_a_mark, mark) for mark in (stopped, kept)]
        assert [(job.state, job.place) for job in jobs] == [("waiting", 1), ("waiting", 2)]
        jobs[0].cancel()
        assert [(job.state, job.place) for job in jobs] == [("cancelled", 0), ("waiting", 1)]
        gate.touch()
        jobs[1].result()
        assert [job.result() for job in running] == ["through", "through"]
        assert (stopped.exists(), kept.exists()) == (False, True)
        with pytest.raises(JobCancelled):
            jobs[0].result()

    def test_a_running_job_that_reports_progress_spares_its_worker(
        self, single: JobQueue, gate: Path
    ) -> None:
        before = single.submit(process_id).result()
        [job] = occupy(single, 1, gate)
        eventually(lambda: job.fraction == 0.5)
        job.cancel()
        assert job.state == "cancelled"
        with pytest.raises(JobCancelled):
            job.result()
        assert single.submit(process_id).result() == before

    def test_a_deaf_job_is_killed_and_its_worker_replaced(
        self, single: JobQueue, tmp_path: Path
    ) -> None:
        before = single.submit(process_id).result()
        job = single.submit(be_deaf, tmp_path / "started")
        eventually((tmp_path / "started").exists)
        job.cancel()
        assert job.state == "cancelled"
        assert single.submit(process_id).result() != before

    def test_a_job_over_its_time_is_killed(self, single: JobQueue, tmp_path: Path) -> None:
        before = single.submit(process_id).result()
        job = single.submit(be_deaf, tmp_path / "started")
        with pytest.raises(JobTimeout, match="longer than 3 s"):
            job.result()
        assert job.state == "failed"
        assert single.submit(process_id).result() != before

    def test_what_has_ended_stays_as_it_is(self, single: JobQueue) -> None:
        job = single.submit(double, 1)
        job.result()
        job.cancel()
        assert (job.state, job.result()) == ("done", 2)

    def test_a_full_queue_refuses_until_someone_leaves(self, single: JobQueue, gate: Path) -> None:
        occupy(single, 1, gate)
        waiting = [single.submit(double, x) for x in range(2)]
        with pytest.raises(QueueFull, match="2 people are waiting already; the limit is 2"):
            single.submit(double, 2)
        waiting[0].cancel()
        late = single.submit(double, 3)
        gate.touch()
        assert (waiting[1].result(), late.result()) == (2, 6)


def test_closing_stops_everything(gate: Path) -> None:
    queue = JobQueue(workers=1)
    [running] = occupy(queue, 1, gate)
    waiting = queue.submit(double, 1)
    queue.close()
    assert (running.state, waiting.state) == ("cancelled", "cancelled")
    with pytest.raises(JobError, match="closing"):
        queue.submit(double, 1)


def test_workers_never_run_the_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Streamlit makes the page that runs ``__main__``, and spawn runs ``__main__`` in a child.

    The page here leaves a mark when it is run. A plain spawned process runs it; our workers do
    not, neither the first one nor the one that stands in for it when it has died.
    """
    mark = tmp_path / "mark"
    page = types.ModuleType("__main__")
    page.__file__ = str(tmp_path / "page.py")
    Path(page.__file__).write_text(f"open({str(mark)!r}, 'w').close()\n")
    monkeypatch.setitem(sys.modules, "__main__", page)

    with JobQueue(workers=1) as queue:
        with pytest.raises(JobError):
            queue.submit(die).result()
        assert queue.submit(double, 2).result() == 4
        assert not mark.exists()

    plain = multiprocessing.get_context("spawn").Process(target=math.factorial, args=[3])
    plain.start()
    plain.join()
    assert mark.exists()


def test_a_program_may_end_without_closing_its_queue() -> None:
    code = "import math; from core.jobs import JobQueue;" + (
        "print(JobQueue(workers=1).submit(math.factorial, 5).result())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "120\n"), done.stderr
