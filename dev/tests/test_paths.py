# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Where things are kept."""

import pytest

from dev import paths
from dev.errors import DeskError


def test_the_cache_is_xdgs(tmp_path):
    found = paths.find(tmp_path, {"XDG_CACHE_HOME": str(tmp_path / "xdg")})
    assert found.cache == tmp_path / "xdg" / "servicedesk-desk"
    assert found.state == tmp_path / ".desk"
    assert found.addons == tmp_path / "addons"


def test_the_environment_moves_everything(tmp_path):
    environ = {
        "DESK_CACHE": str(tmp_path / "c"),
        "DESK_STATE": str(tmp_path / "s"),
        "DESK_ADDONS": str(tmp_path / "a"),
    }
    found = paths.find(tmp_path, environ)
    assert (found.cache, found.state) == (tmp_path / "c", tmp_path / "s")
    assert found.addons == tmp_path / "a"


def test_two_checkouts_have_names_of_their_own(tmp_path):
    one, other = paths.find(tmp_path / "1", {}), paths.find(tmp_path / "2", {})
    assert one.slug != other.slug
    assert one.cache == other.cache


def test_a_folder_that_cannot_be_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DeskError) as caught:
        paths.make_folder(tmp_path / "file" / "below")
    assert "\n" not in str(caught.value)
