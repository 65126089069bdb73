"""What a file is, by its first bytes: its name and what its sender says of it prove nothing. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

MARKS: Mapping[str, tuple[tuple[int, bytes], ...]] = {
    "image/jpeg": ((0, b"\xff\xd8\xff"),),
    "image/png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "image/webp": ((8, b"WEBP"),),
    "image/heic": tuple(
        (4, b"ftyp" + brand) for brand in (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
    ),
    "audio/ogg": ((0, b"OggS"),),
    "audio/amr": ((0, b"#!AMR"),),
    "audio/mpeg": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2")),
    "audio/aac": ((0, b"\xff\xf1"), (0, b"\xff\xf9"), (0, b"ADIF")),
    "audio/mp4": ((4, b"ftyp"),),
    "video/mp4": ((4, b"ftyp"),),
    "video/3gpp": ((4, b"ftyp"),),
    "application/pdf": ((0, b"%PDF-"),),
}
"""The kinds of file that we keep, each with the bytes, and their place, by which we know it."""
PHOTOS = ("image/jpeg", "image/png", "image/webp", "image/heic")
"""What cameras and telephones make. No SVG: that is a program."""
SHOWN = frozenset(
    {"image/jpeg", "image/png", "image/webp", *(kind for kind in MARKS if kind.startswith("audio/"))}
)
"""What a browser shows or plays within a page; the rest is only brought as a file."""
SUFFIXES: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "audio/ogg": "ogg",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "video/3gpp": "3gp",
    "application/pdf": "pdf",
}


def is_one(content: bytes, mime_type: str) -> bool:
    """Whether the content can be of this kind."""
    return any(content.startswith(mark, at) for at, mark in MARKS.get(mime_type, ()))


def kind_of(content: bytes, kinds: Collection[str] = PHOTOS) -> str | None:
    """Which of these kinds the content is, whatever it is called; None for anything else."""
    return next((mime_type for mime_type in kinds if is_one(content, mime_type)), None)
