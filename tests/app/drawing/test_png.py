"""Images, packed without a change to what they show."""

from __future__ import annotations

import zlib

import vl_convert

from akkoord.app.drawing.png import chunks, packed

CHART = {
    "width": 300,
    "height": 200,
    "data": {"values": [{"n": n, "count": n * 7 % 11} for n in range(40)]},
    "mark": "bar",
    "encoding": {"x": {"field": "n"}, "y": {"field": "count", "type": "quantitative"}},
}


def pixels(image: bytes) -> bytes:
    return zlib.decompress(
        b"".join(content for type_, content in chunks(image) if type_ == b"IDAT")
    )


def test_an_image_keeps_its_pixels_and_all_else_in_fewer_bytes() -> None:
    image = vl_convert.vegalite_to_png(CHART, allowed_base_urls=[])
    small = packed(image)
    assert len(small) < len(image) * 0.7
    assert pixels(small) == pixels(image)
    kept = [[chunk for chunk in chunks(each) if chunk[0] != b"IDAT"] for each in (image, small)]
    assert kept[0] == kept[1]
    assert packed(small) == small
    for place in (12, small.index(b"IDAT")):
        length = int.from_bytes(small[place - 4 : place])
        end = place + 4 + length
        assert int.from_bytes(small[end : end + 4]) == zlib.crc32(small[place:end])
