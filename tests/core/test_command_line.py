"""The command line as a person types it: exit codes, what is said, and one clear line.

A process of its own takes two seconds to begin; where it is one way to say the same thing again,
the command is run in this one.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from core.__main__ import main
from core.checkpoint import list_checkpoints
from core.midi import read_midi, score_duration_s
from tests.checkpoints import write_tiny_checkpoint
from tests.midi_files import melody, midi

ROOT = Path(__file__).parents[2]
MODELS = ("gru", "gru-attention", "transformer")
SHIPPED = [f"{c}-note_chord-{m}" for c in ("chorales", "fiddle") for m in MODELS]


def core(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "core", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def run_here(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command without a process of its own."""
    out, err = io.StringIO(), io.StringIO()
    told = [str(argument) for argument in arguments]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(told)
    return subprocess.CompletedProcess(told, status, out.getvalue(), err.getvalue())


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    path = tmp_path / "any.mid"
    path.write_bytes(midi(melody([62, 66, 69, 74, 73, 71, 69, 67, 66, 64, 62])))
    return path


def test_tokens_prints_one_json_list(seed: Path) -> None:
    done = core("tokens", seed, "--codec", "note_chord")
    assert done.returncode == 0
    assert json.loads(done.stdout)[:4] == ["D4", "F#4", "A4", "D5"]


def test_tokens_speaks_the_codec_that_is_asked_for(seed: Path) -> None:
    done = run_here("tokens", seed, "--codec", "events")
    assert done.returncode == 0
    words = json.loads(done.stdout)
    assert words[:4] == ["Bar_None", "TimeSig_4/4", "Position_0", "Pitch_62"]


def test_sampling_is_drawn_from_its_seed(tmp_path: Path, seed: Path) -> None:
    path = write_tiny_checkpoint(tmp_path)
    asked = ("compose", "--seed", seed, "--checkpoint", path, "--search", "sample", "--json")
    drawing = ("--temperature", "1.5", "--top-p", "0.8", "--loop-penalty", "4")
    chances = (*drawing, "--never-end", "--random-seed")
    done = [
        run(*asked, *chances, number) for run, number in ((core, 3), (run_here, 3), (run_here, 4))
    ]
    assert {one.stderr for one in done} == {""}
    first, again, other = (json.loads(one.stdout) for one in done)
    assert first["beams"] == again["beams"] != other["beams"]
    expected = {"temperature": 1.5, "top_p": 0.8, "loop_penalty": 4, "may_end": False}
    assert first["recipe"].items() >= expected.items()


def test_a_search_is_steered_by_words_and_places(tmp_path: Path, seed: Path) -> None:
    path = write_tiny_checkpoint(tmp_path)
    asked = ("compose", "--seed", seed, "--checkpoint", path, "--k", 2, "--length", 8, "--json")
    steered = ("--chosen", "D4  E4", "--ban", "2:F4", "--ban", "3:B-4", "--ban-from", "4:0.4.7")
    done = run_here(*asked, *steered)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert all(beam["tokens"][:2] == ["D4", "E4"] for beam in answer["beams"])
    assert answer["recipe"]["chosen"] == ["D4", "E4"]
    assert answer["recipe"]["banned"] == [
        {"step": 2, "word": "F4", "for_good": False},
        {"step": 3, "word": "B-4", "for_good": False},
        {"step": 4, "word": "0.4.7", "for_good": True},
    ]


@pytest.mark.parametrize("checkpoint", SHIPPED)
def test_every_shipped_network_composes(tmp_path: Path, seed: Path, checkpoint: str) -> None:
    out, tree = tmp_path / "o.mid", tmp_path / "t.json"
    done = run_here(
        *("compose", "--seed", seed, "--checkpoint", checkpoint, "--search", "beam", "--k", 5),
        *("--length", 40, "--out", out, "--tree", tree, "--json"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["checkpoint"] == checkpoint
    assert answer["best"] == 0
    assert len(answer["beams"]) == 5
    assert all(beam["steps"] == len(beam["tokens"]) == 40 for beam in answer["beams"])
    assert set(answer["metrics"]) >= {"loop_start", "distinct_8grams", "pairwise_edit_distance"}
    nodes = json.loads(tree.read_text())["nodes"]
    assert sorted(n["final_rank"] for n in nodes if n["final_rank"] is not None) == [0, 1, 2, 3, 4]
    # 11 words of seed and 40 more, half a quarter each at 120 quarters a minute.
    assert score_duration_s(read_midi(out.read_bytes())) == pytest.approx(51 * 0.25)


def test_render_gives_sound_of_the_right_length(tmp_path: Path, seed: Path) -> None:
    out = tmp_path / "o.wav"
    done = run_here("render", seed, out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with wave.open(str(out)) as sound:
        seconds = sound.getnframes() / sound.getframerate()
    assert abs(seconds - score_duration_s(read_midi(seed.read_bytes()))) <= 1


def test_a_network_is_trained_evaluated_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    music = tmp_path / "music"
    music.mkdir()
    for number in range(30):
        tune = melody([60 + (number + step * 2) % 12 for step in range(20)])
        (music / f"{number}.mid").write_bytes(midi(tune))
    out = tmp_path / "checkpoints" / "mine"
    monkeypatch.setenv("SEMILLA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(tmp_path / "checkpoints"))
    asked = ("--corpus", music, "--codec", "note_chord", "--model", "gru", "--epochs", 1)
    done = core("train", *asked, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "epoch   1" in done.stderr
    assert sorted(path.name for path in out.iterdir()) == [
        "card.json",
        "model.json",
        "weights.safetensors",
    ]
    listed = json.loads(run_here("checkpoints", "--json").stdout)
    (mine,) = (info for info in listed if info["name"] == "mine")
    assert mine["ok"]
    assert mine["loss_per_note"] > 0
    figures = json.loads(
        run_here(
            *("evaluate", "--checkpoint", "mine", "--corpus", music, "--seeds", 2, "--json"),
        ).stdout
    )
    assert figures["loss_per_token"] == pytest.approx(mine["loss_per_note"], abs=1e-3)
    assert set(figures["loop_rate"]) == {"greedy", "beam", "diverse-beam", "sample"}


def test_checkpoints_tells_which_one_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_tiny_checkpoint(tmp_path)
    (path / "weights.safetensors").write_bytes(b"damage")
    monkeypatch.setenv("SEMILLA_CHECKPOINTS", str(tmp_path))
    done = run_here("checkpoints")
    assert done.returncode == 0
    assert "its weights are not the ones that were saved" in done.stdout


_COMPOSE = ("compose", "--seed", "{seed}", "--checkpoint", SHIPPED[0])
MISTAKES = {
    "no such file": (("tokens", "nowhere.mid"), "nowhere.mid"),
    "text as MIDI": (("tokens", "README.md"), "MThd"),
    "unknown network": (("compose", "--seed", "{seed}", "--checkpoint", "x"), "named 'x'"),
    "k over the limit": (
        (*_COMPOSE, "--k", "99"),
        "k is 99; it can be 1 to 16",
    ),
    "no length": (
        (*_COMPOSE, "--length", "0"),
        "0 words; it can be 1 to 1350",
    ),
    "seed length": (
        (*_COMPOSE, "--seed-length", "0"),
        "1 to 4096",
    ),
    "temperature": (
        (*_COMPOSE, "--temperature", "0"),
        "temperature is 0.0; it can be 0.1 to 2.0",
    ),
    "more chosen than asked for": (
        (*_COMPOSE, "--length", "1", "--chosen", "C4 D4"),
        "number of chosen words is 2; it can be 0 to 1",
    ),
    "a ban without a word": ((*_COMPOSE, "--ban", "12"), "'12' is no place and word"),
    "a ban without a place": ((*_COMPOSE, "--ban-from", "x:C4"), "'x:C4' is no place and word"),
    "a ban before the seed's end": ((*_COMPOSE, "--ban=-1:C4"), "word is -1; it can be 0 to 64"),
    "odd sound format": (("render", "{seed}", "o.ogg"), "must end in .wav or .mp3"),
    "a folder that cannot be written": (("render", "{seed}", "/nowhere/o.wav"), "/nowhere"),
    "unknown corpus": (
        ("train", "--corpus", "/nowhere", "--model", "gru", "--out", "x"),
        "neither",
    ),
}


@pytest.mark.parametrize(("arguments", "says"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_one_line_and_exit_code_2(seed: Path, arguments, says) -> None:
    done = run_here(*(argument.format(seed=seed) for argument in arguments))
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_process_says_the_same() -> None:
    arguments, says = MISTAKES["no such file"]
    done = core(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_shipped_networks_beat_the_five_gram_and_are_small() -> None:
    infos = {info.name: info for info in list_checkpoints()}
    for name in SHIPPED:
        info = infos[name]
        assert info.ok, info.reason
        assert info.bytes < 4_000_000
        figures = info.card["evaluation"]
        assert figures["loss_per_token"] < figures["ngram_loss_per_token"]
        assert info.card["training"]["command"].startswith("python -m core train")
