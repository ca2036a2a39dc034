"""The process that draws: what it draws, and what becomes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
import vl_convert
from PIL import Image, ImageChops

from akkoord.app.drawing import renderer as module
from akkoord.app.drawing.__main__ import draw
from akkoord.app.drawing.renderer import IMAGES, BusyError, DrawingError, Renderer

BARS = {
    "data": {"values": [{"n": 1, "count": 1200}, {"n": 2, "count": 300}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "n", "type": "ordinal"},
        "y": {"field": "count", "type": "quantitative", "axis": {"format": ",d"}},
    },
}
ASKING = """
import os, sys
from akkoord.app.drawing.renderer import Renderer
renderer = Renderer()
renderer.svg([{"data": {"values": []}, "mark": "bar"}], "nl-NL")
print(renderer._process.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def test_a_chart_is_drawn_with_its_texts_as_texts(renderer: Renderer) -> None:
    (svg,) = renderer.svg([BARS], "en-GB")
    assert svg.startswith("<svg ")
    assert ">1,200</text>" in svg


def test_numbers_are_written_as_in_the_language(renderer: Renderer) -> None:
    assert ">1.200</text>" in renderer.svg([BARS], "nl-NL")[0]


NAMED = {**BARS, "data": {"name": "bars"}}


@pytest.mark.parametrize("counts", [[3, 40], [1200], []])
def test_a_chart_with_new_data_is_drawn_as_if_it_were_the_first(
    renderer: Renderer, counts: list[int]
) -> None:
    renderer.svg([{**NAMED, "datasets": {"bars": [{"n": 1, "count": 9}]}}], "nl-NL")
    chart = {**NAMED, "datasets": {"bars": [{"n": n, "count": c} for n, c in enumerate(counts)]}}
    drawn = vl_convert.vegalite_to_svg(chart, allowed_base_urls=[], format_locale="nl-NL")
    assert renderer.svg([chart], "nl-NL") == (drawn,)


def test_a_chart_that_differs_in_its_data_alone_is_compiled_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled: list[str] = []
    real = vl_convert.vegalite_to_vega
    monkeypatch.setattr(
        vl_convert, "vegalite_to_vega", lambda chart: compiled.append(chart) or real(chart)
    )
    charts = [
        {**NAMED, "height": 71, "datasets": {"bars": [{"n": 1, "count": n}]}} for n in range(5)
    ]
    assert len({draw({"chart": each, "locale": "nl-NL"}) for each in charts}) == 5
    assert len(compiled) == 1


def test_the_same_chart_has_the_same_bytes_in_every_process(renderer: Renderer) -> None:
    assert renderer.svg([BARS], "nl-NL") == Renderer().svg([BARS], "nl-NL")


def test_a_chart_can_be_an_image(renderer: Renderer) -> None:
    assert renderer.png(BARS, "nl-NL").startswith(b"\x89PNG\r\n")


def test_an_image_shows_what_vega_draws_in_far_fewer_bytes(renderer: Renderer) -> None:
    chart = {**BARS, "width": 600, "height": 300, "mark": {"type": "bar", "color": "#14213d"}}
    drawn = vl_convert.vegalite_to_png(chart, allowed_base_urls=[], format_locale="en-GB")
    small = renderer.png(chart, "en-GB")
    assert len(small) < len(drawn) / 3
    images = [Image.open(BytesIO(each)).convert("RGB") for each in (drawn, small)]
    assert images[0].size == images[1].size
    assert ImageChops.difference(*images).getbbox() is None


def test_no_more_images_are_in_line_than_may_be_and_charts_are_drawn_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    renderer, leave = Renderer(), threading.Event()
    draw = renderer._draw

    def slow(asked: str) -> bytes:
        return draw(asked) if leave.wait(5) else b""

    monkeypatch.setattr(renderer, "_draw", slow)
    with ThreadPoolExecutor(IMAGES) as robots:
        waiting = [robots.submit(renderer.png, BARS, "nl-NL") for _ in range(IMAGES)]
        while renderer._images._value:
            time.sleep(0.001)
        with pytest.raises(BusyError):
            renderer.png(BARS, "nl-NL")
        assert renderer.svg([BARS], "nl-NL")
        leave.set()
    assert all(each.result().startswith(b"\x89PNG") for each in waiting)
    assert renderer.png(BARS, "nl-NL")


def test_a_chart_that_makes_no_sense_is_told_and_the_next_is_drawn(renderer: Renderer) -> None:
    with pytest.raises(DrawingError, match="failed"):
        renderer.svg([{"mark": 5}], "nl-NL")
    assert renderer.svg([BARS], "nl-NL")


def test_no_data_are_fetched(renderer: Renderer, tmp_path: Path) -> None:
    with pytest.raises(DrawingError, match="not allowed"):
        renderer.svg([{**BARS, "data": {"url": "http://127.0.0.1:9/data.json"}}], "nl-NL")
    (tmp_path / "data.json").write_text('[{"n": 1, "count": 7000}]')
    (drawn,) = renderer.svg([{**BARS, "data": {"url": (tmp_path / "data.json").as_uri()}}], "nl-NL")
    assert "7.000" not in drawn


def test_a_process_that_was_killed_is_replaced() -> None:
    renderer = Renderer()
    first = renderer.svg([BARS], "nl-NL")
    process = renderer._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert renderer.svg([BARS], "nl-NL") == first  # kept
    assert renderer.svg([{**BARS, "height": 50}], "nl-NL") != first


def test_a_process_that_is_replaced_leaves_no_pipes_behind() -> None:
    renderer = Renderer()
    open_before = 0
    for height in range(1, 4):
        renderer.svg([{**BARS, "height": height}], "nl-NL")
        open_now = len(list(Path("/proc/self/fd").iterdir()))
        assert open_now <= (open_before or open_now)
        open_before = open_now
        process = renderer._process
        assert process is not None
        process.kill()
        process.wait()
        del process  # whose pipes would be closed with the last reference to it


def test_a_process_that_says_nothing_is_given_up_once_for_all_who_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.5)
    renderer = Renderer((sys.executable, "-c", "import time; time.sleep(60)"))
    began = time.monotonic()
    for height in range(4):
        with pytest.raises(DrawingError, match=r"hangs|failed"):
            renderer.svg([{**BARS, "height": height}], "nl-NL")
    assert time.monotonic() - began < 1


def test_a_broken_program_is_started_once_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = tmp_path / "starts"
    renderer = Renderer((sys.executable, "-c", f"print('x', file=open({str(starts)!r}, 'a'))"))
    for _ in range(3):
        with pytest.raises(DrawingError):
            renderer.svg([BARS], "nl-NL")
    assert starts.read_text() == "x\n"
    monkeypatch.setattr(module, "PAUSE", 0)
    renderer._paused_until = 0
    with pytest.raises(DrawingError):
        renderer.svg([BARS], "nl-NL")
    assert starts.read_text() == "x\nx\n"


def test_a_program_that_is_not_there_is_told() -> None:
    with pytest.raises(DrawingError, match="cannot start"):
        Renderer(("/nowhere/draw",)).svg([BARS], "nl-NL")


def test_no_module_of_the_working_directory_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vl_convert.py").write_text("open('ran', 'w').close()")
    monkeypatch.chdir(tmp_path)
    assert Renderer().svg([BARS], "nl-NL")
    assert not (tmp_path / "ran").exists()


def test_the_process_ends_with_the_one_that_started_it() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ASKING], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as asking:
        assert asking.stdout
        drawing = int(asking.stdout.readline())
        asking.kill()
    deadline = time.monotonic() + 10
    while _runs(drawing) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _runs(drawing)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
