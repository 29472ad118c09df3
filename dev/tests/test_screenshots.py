# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""``./desk screenshots``: its arguments, its scenes, and small enough pictures."""

import io
import random
import re
from types import SimpleNamespace

import pytest
from PIL import Image

from dev import logins, screenshots
from dev.errors import DeskError
from dev.scenes import ALWAYS, ASKED, NEVER, PROBES, SCENES

STORIES = screenshots.ROOT / "addons" / "servicedesk_core" / "demo"


def png(picture):
    sink = io.BytesIO()
    picture.save(sink, "PNG")
    return sink.getvalue()


def test_scenes_are_named_once_and_seen_by_people_who_can_sign_in():
    names = [scene.name for scene in SCENES]
    assert len(set(names)) == len(names)
    known = {login for login, _word, _what in logins.DEMO}
    assert {scene.login for scene in SCENES} <= known
    assert {scene.addon for scene in SCENES} <= set(PROBES)


def test_scenes_show_records_of_the_demo():
    files = [*STORIES.glob("*.csv"), *STORIES.glob("stories/*.py")]
    text = "\n".join(path.read_text() for path in files)
    for scene in SCENES:
        assert bool(scene.record) == ("{id}" in scene.path), scene.name
        if scene.record:
            assert scene.record[1] in text, scene.name


def test_choosing_scenes():
    assert screenshots.choose(None) == list(SCENES)
    assert [scene.name for scene in screenshots.choose(["list", "board"])] == [
        "list",
        "board",
    ]
    with pytest.raises(DeskError, match="no such picture: nonsense"):
        screenshots.choose(["list", "nonsense"])


@pytest.mark.parametrize(
    ("narrow", "both", "expected"),
    [
        (ALWAYS, False, {"", "-narrow"}),
        (ASKED, False, {""}),
        (ASKED, True, {"", "-narrow"}),
        (NEVER, True, {""}),
    ],
)
def test_narrow_pictures(narrow, both, expected):
    scene = SimpleNamespace(narrow=narrow)
    assert set(screenshots.suffixes(scene, both)) == expected
    assert expected <= set(screenshots.SIZES)


def test_pictures_keep_few_colours_as_they_are():
    picture = Image.new("RGB", (200, 100), "white")
    picture.paste((224, 144, 47), (10, 10, 12, 12))
    small = screenshots.shrink(png(picture))
    assert Image.open(io.BytesIO(small)).convert("RGB").getpixel((11, 11)) == (
        224,
        144,
        47,
    )


def test_pictures_are_made_to_fit(monkeypatch):
    noise = random.Random(1).randbytes(300 * 200 * 3)
    picture = png(Image.frombytes("RGB", (300, 200), noise))
    monkeypatch.setattr(screenshots, "MAX_BYTES", 50_000)
    assert len(screenshots.shrink(picture)) <= 50_000
    monkeypatch.setattr(screenshots, "MAX_BYTES", 1_000)
    with pytest.raises(DeskError, match="does not fit"):
        screenshots.shrink(picture)


def test_pictures_in_the_repository_are_small_and_known():
    stems = {f"{scene.name}{end}" for scene in SCENES for end in ("", "-narrow")}
    for path in screenshots.FOLDER.glob("*.png"):
        assert path.stem in stems, path.name
        assert path.stat().st_size <= screenshots.MAX_BYTES, path.name


def test_readme_shows_pictures_that_are_there():
    readme = (screenshots.ROOT / "README.md").read_text()
    for name in re.findall(r"docs/images/[\w.-]+", readme):
        assert (screenshots.ROOT / name).is_file(), name
