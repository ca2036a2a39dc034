import gzip
import io
import os
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from akkoord.graph.reports import archives, read_sources


def names(found) -> list[str]:
    return ["/".join((*source.folders, source.name)) for source in found]


def fill(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path, encoding="utf-8")


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def codes(findings) -> list[str]:
    return [finding.code for finding in findings]


def test_a_folder_is_walked_in_sorted_order_for_reports_only(tmp_path: Path) -> None:
    fill(tmp_path, "b/2.md", "b/1.MD", "a/x/3.md")
    fill(tmp_path, "a/readme.md", "README.MD", "a/4.txt", ".git/5.md")
    found, findings = read_sources([tmp_path])
    assert not findings
    inside = [Path("/", name).relative_to(tmp_path).as_posix() for name in names(found)]
    assert inside == ["a/x/3.md", "b/1.MD", "b/2.md"]
    assert found[0].path == str(tmp_path / "a/x/3.md")
    assert found[0].content == b"a/x/3.md"


def test_a_lone_file_of_any_name_knows_the_folders_above_it(tmp_path: Path) -> None:
    fill(tmp_path, "Wonen/README.txt")
    (source,), findings = read_sources([str(tmp_path / "Wonen" / "README.txt")])
    assert not findings
    assert source.name == "README.txt"
    assert source.folders[-2:] == (tmp_path.name, "Wonen")


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    fill(tmp_path, "a.md")
    found, _ = read_sources([tmp_path / "a.md", tmp_path, tmp_path / "a.md"])
    assert len(found) == 1


def test_standard_input_is_one_report() -> None:
    (source,), findings = read_sources(["-"], stdin=io.BytesIO(b"# A"))
    assert not findings
    assert (source.path, source.folders, source.content) == ("-", (), b"# A")


def test_an_archive_on_standard_input_is_told() -> None:
    found, findings = read_sources(["-"], stdin=io.BytesIO(b"PK\x03\x04..."))
    assert not found
    assert codes(findings) == ["archive-on-standard-input"]


@pytest.mark.parametrize(("make", "name"), [(zipped, "r.zip"), (tarred, "r.tar.gz"), (tarred, "r")])
def test_an_archive_is_searched_like_a_folder(tmp_path: Path, make, name: str) -> None:
    members = {
        "top/Wonen/b.md": b"b",
        "./top/Wonen/a.md": b"a",
        "top/README.md": b"",
        "x.txt": b"",
        "__MACOSX/top/._a.md": b"",
    }
    found, findings = read_sources([make(tmp_path / name, members)])
    assert not findings
    assert names(found) == ["top/Wonen/a.md", "top/Wonen/b.md"]
    assert found[0].path == f"{tmp_path / name}!/top/Wonen/a.md"
    assert [source.content for source in found] == [b"a", b"b"]


def test_everything_that_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    fill(tmp_path, "goed.md")
    (tmp_path / "stuk.zip").write_bytes(b"geen archief")
    paths = [tmp_path / name for name in ("niets.md", "leeg", "goed.md", "stuk.zip")]
    found, findings = read_sources(paths)
    assert names(found)[0].endswith("goed.md")
    assert set(codes(findings)) == {"unreadable", "no-reports", "damaged-archive"}
    assert {finding.severity for finding in findings} == {"error"}
    assert all(finding.remedy for finding in findings)


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_an_impossible_path_is_told(path: str) -> None:
    assert codes(read_sources([path])[1]) == ["unreadable"]


def test_a_name_stays_on_its_line(tmp_path: Path) -> None:
    fill(tmp_path, "map\r/a\nb\x1b.md")
    inside = zipped(tmp_path / "in.zip", {"map\r/a\nb\x1b.md": b""})
    for path in (tmp_path / "map\r", inside):
        (source,), findings = read_sources([path])
        assert not findings
        assert source.name == r"a\nb\x1b.md"
        assert source.folders[-1] == r"map\r"
        assert source.path.isprintable()


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no device files here")
def test_a_device_is_refused() -> None:
    assert codes(read_sources(["/dev/zero"])[1]) == ["not-a-file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pijp.md")
    assert codes(read_sources([tmp_path / "pijp.md"])[1]) == ["not-a-file"]
    assert "not-a-file" in codes(read_sources([tmp_path])[1])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    fill(tmp_path, "a.md")
    (tmp_path / "a.md").chmod(0)
    assert codes(read_sources([tmp_path])[1]) == ["unreadable"]


def test_a_link_to_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "weg.md")
    assert codes(read_sources([tmp_path])[1]) == ["not-a-file"]


def test_a_file_of_50_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "groot.md").open("wb") as file:
        file.truncate(50_000_000)
    found, (finding,) = read_sources([tmp_path])
    assert not found
    assert finding.code == "too-large"
    assert "50000000 bytes" in finding.message


def test_too_much_on_standard_input_is_refused() -> None:
    stream = io.BytesIO(b"a" * (archives.MAX_REPORT_BYTES + 2))
    assert codes(read_sources(["-"], stdin=stream)[1]) == ["too-large"]
    assert stream.tell() == archives.MAX_REPORT_BYTES + 1


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize("name", ["../a.md", "/etc/a.md", "x/../../a.md", "C:\\a.md", "..\\a.md"])
def test_a_path_out_of_the_archive_is_an_error(tmp_path: Path, make, name: str) -> None:
    found, findings = read_sources([make(tmp_path / "r.zip", {name: b"x", "goed.md": b"y"})])
    assert names(found) == ["goed.md"]
    assert codes(findings) == ["unsafe-path"]


def test_links_in_archives_are_errors(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "r.tgz", "w:gz") as archive:
        for name, kind in [("a.md", tarfile.SYMTYPE), ("b.md", tarfile.LNKTYPE)]:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
        entry = zipfile.ZipInfo("c.md")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    found, findings = read_sources([tmp_path / "r.tgz", tmp_path / "r.zip"])
    assert not found
    assert codes(findings) == ["not-a-file"] * 3


def test_a_decompression_bomb_is_refused(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "r.zip", {"a.md": b"\0" * 4_000_000, "b.md": b"\0" * 9_000_000})
    found, findings = read_sources([bomb])
    assert not found
    assert codes(findings) == ["decompression-bomb"] * 2


def test_a_zip_whose_names_do_not_say_that_they_are_utf_8_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "plain.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Brussel/Financiën.md", "x")
    content = bytearray(path.read_bytes())
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flags = content.index(header) + offset
        content[flags + 1] &= ~0x08  # bit 11 of a little-endian number, as zip writes it
    path.write_bytes(content)
    (source,), findings = read_sources([path])
    assert (source.name, findings) == ("Financiën.md", ())


def test_a_zip_that_lies_about_its_sizes_is_read_no_further_than_it_says(tmp_path: Path) -> None:
    path = zipped(tmp_path / "r.zip", {"a.md": b"\0" * 6_000_000})
    data = path.read_bytes().replace((6_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    found, findings = read_sources([path])
    assert not found or len(found[0].content) <= 10
    assert findings or found


def test_a_tar_that_unpacks_without_end_is_stopped(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(archives.Budget.__init__, "__defaults__", (1_000_000,))
    bomb = tarred(tmp_path / "r.tgz", {"filler.bin": b"\0" * 20_000_000, "a.md": b"a"})
    found, findings = read_sources([bomb])
    assert not found
    assert "too-much-data" in codes(findings)


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_with_an_endless_name_is_not_read_into_memory(tmp_path: Path, form: int) -> None:
    with tarfile.open(tmp_path / "r.tgz", "w:gz", format=form, compresslevel=1) as archive:
        archive.addfile(tarfile.TarInfo("a.md"))
        archive.addfile(tarfile.TarInfo(f"{os.urandom(10_000_000).hex()}.md"))
    tracemalloc.start()
    found, findings = read_sources([tmp_path / "r.tgz"])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert names(found) == ["a.md"]
    assert codes(findings) == ["damaged-archive"]
    assert peak < 10_000_000


def test_what_stands_behind_a_large_member_of_a_tar_is_read(tmp_path: Path) -> None:
    path = tarred(tmp_path / "r.tgz", {"film.mp4": os.urandom(3_000_000), "a.md": b"a"})
    found, findings = read_sources([path])
    assert names(found) == ["a.md"]
    assert not findings


def test_a_tar_of_reports_that_unpack_beyond_measure_is_stopped(tmp_path: Path) -> None:
    reports = {f"{n}.md": b"\0" * archives.MAX_REPORT_BYTES for n in range(10)}
    _, findings = read_sources([tarred(tmp_path / "r.tgz", reports)])
    assert codes(findings) == ["decompression-bomb"]


def test_the_budget_covers_all_paths_of_a_call(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(archives.Budget.__init__, "__defaults__", (10,))
    fill(tmp_path, "12345.md", "67890.md")
    found, findings = read_sources([tmp_path])
    assert [source.name for source in found] == ["12345.md"]
    assert codes(findings) == ["too-much-data"]


def test_a_large_member_of_a_tar_is_refused(tmp_path: Path) -> None:
    path = tarred(tmp_path / "r.tgz", {"a.md": os.urandom(6_000_000), "b.md": b"b"})
    found, findings = read_sources([path])
    assert names(found) == ["b.md"]
    assert codes(findings) == ["too-large"]


def test_a_damaged_archive_is_told_and_what_was_sound_before_it_kept(tmp_path: Path) -> None:
    sound = tarred(tmp_path / "r.tgz", {"a.md": os.urandom(50_000)}).read_bytes()
    (tmp_path / "kort.tgz").write_bytes(sound[: len(sound) // 2])
    (tmp_path / "leeg.tgz").write_bytes(gzip.compress(b""))
    (tmp_path / "onzin.tgz").write_bytes(gzip.compress(b"geen tar" * 1000))
    whole = zipped(tmp_path / "r.zip", {"a.md": b"abc" * 1000}).read_bytes()
    (tmp_path / "stuk.zip").write_bytes(whole[:40] + b"\xff" * 8 + whole[48:])
    for name in ("kort.tgz", "leeg.tgz", "onzin.tgz", "stuk.zip"):
        found, findings = read_sources([tmp_path / name])
        assert not found
        assert set(codes(findings)) <= {"damaged-archive", "no-reports"}
        assert findings


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "r.zip", {"a.md": b"abc"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert codes(read_sources([path])[1]) == ["encrypted-member"]
