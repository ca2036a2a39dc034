"""Each benchmark runs; what it measures is for `make bench` on a quiet machine to say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLES = {
    "build": ("Build: .+", "Where a cold build's time goes .+"),
    "derived": ("What is derived: .+",),
    "ready": ("Ready to answer: .+",),
    "queries": ("Ten typical queries: .+",),
    "load": ("Point queries, 16 connections: .+", "What one point query costs"),
    "repeated": ("Repeated, 16 connections: .+",),
    "pages": ("Pages, each asked for once: .+",),
    "search": ("Full text: .+",),
    "mentions": ("Agencies named in texts", "Finding agencies in all texts: .+"),
}


@pytest.fixture(scope="module")
def printed() -> str:
    command = [sys.executable, "-m", "tests.bench", "--tiny"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", TABLES)
def test_a_benchmark_prints_its_tables_for_a_few_examples(name: str, printed: str) -> None:
    for title in TABLES[name]:
        assert re.search(rf"^### {title}\n\n\|.+\|\n\| -+ \|", printed, re.MULTILINE), printed


def test_the_machine_is_told(printed: str) -> None:
    assert re.search(r"^\| processor +\|.+ \d+ cores \|$", printed, re.MULTILINE)


def test_ten_queries_are_compared(printed: str) -> None:
    assert len(re.findall(r"^\| \d\d-[a-z-]+ +\| +\d+ \|", printed, re.MULTILINE)) == 10
