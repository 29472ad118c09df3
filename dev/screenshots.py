# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""``./desk screenshots``: the pictures of the README, of the demo as it is now."""

import argparse
import io
import os
from contextlib import contextmanager
from pathlib import Path

from . import logins
from . import paths as desk_paths
from .errors import DeskError
from .progress import say, step
from .scenes import ALWAYS, NEVER, PROBES, SCENES

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images"
WIDE, NARROW = (1400, 900), (390, 844)
SIZES = {"": WIDE, "-narrow": NARROW}  # by what is added to the picture's name
MAX_BYTES = 150_000
# Fewer colours until a picture is small enough; text stays readable with few.
COLOURS = (256, 128, 64, 32)
# The web client, the portal's home, or the login page again, which says why.
SIGNED_IN = ".o_main_navbar, .o_portal, .oe_login_form .alert-danger"
PATIENCE = 30_000  # milliseconds
FIRST_PATIENCE = 180_000  # a new desk puts its scripts together at the first visit
# What would be different in each picture, or hides what is to be seen.
HIDDEN = """
    .o-mail-ChatHub, .o_notification_manager, .o_loading_indicator { display: none }
    *, *::before, *::after { transition: none !important; animation: none !important }
"""


def build_parser():
    parser = argparse.ArgumentParser(
        prog="desk screenshots",
        description="Make the pictures of docs/images with headless Chromium, from "
        "the running desk, or one that is started for it.",
    )
    parser.add_argument("--url", help="a desk with demo data that runs already")
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        help=f"make only these: {', '.join(scene.name for scene in SCENES)}",
    )
    parser.add_argument(
        "--both", action="store_true", help="make every picture wide and narrow"
    )
    parser.add_argument(
        "--out", type=Path, default=FOLDER, help="the folder (default: docs/images)"
    )
    return parser


def run(args):
    """Carry out ``./desk screenshots`` with these arguments; return the exit code.

    :raise DeskError: no Chromium, no desk with demo data, or a page that never came
    """
    options = build_parser().parse_args(args)
    scenes = choose(options.only)
    paths = desk_paths.find(ROOT)
    from . import system_packages

    found = system_packages.ensure(paths, (system_packages.CHROMIUM,))
    if options.url:
        pictures = take(options.url.rstrip("/"), scenes, options, *found.values())
    else:
        with served(paths) as url:
            pictures = take(url, scenes, options, *found.values())
    for path in pictures:
        say(f"  {path.name:<24} {path.stat().st_size / 1000:5.0f} kB")
    return 0


def choose(names):
    """Return the scenes of these names, or all.

    :raise DeskError: for a name that there is not
    """
    known = {scene.name: scene for scene in SCENES}
    unknown = sorted(set(names or ()) - set(known))
    if unknown:
        raise DeskError(f"no such picture: {', '.join(unknown)}")
    return [known[name] for name in names] if names else list(SCENES)


def suffixes(scene, both):
    """Return what is added to the scene's name, for each of its pictures.

    :param bool both: whether narrow pictures are asked for
    """
    narrow = scene.narrow == ALWAYS or (both and scene.narrow != NEVER)
    return ("", "-narrow") if narrow else ("",)


@contextmanager
def served(paths):
    """Yield the address of the running desk; start one, and end it, where none is."""
    from . import demo, server, session
    from .commands import PORT

    known = server.running(paths)
    if known:
        yield f"http://localhost:{known['port']}"
        return
    with session.work(paths, "demo") as context:
        demo.bring_up_to_date(context)
        port = server.start(context, demo.database_name(), PORT)
        try:
            yield f"http://localhost:{port}"
        finally:
            server.stop(paths)


def take(url, scenes, options, chromium):
    """Make the pictures; return their paths."""
    from playwright.sync_api import sync_playwright

    options.out.mkdir(parents=True, exist_ok=True)
    made = []
    arguments = ["--force-color-profile=srgb", "--hide-scrollbars"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        try:
            for login in dict.fromkeys(scene.login for scene in scenes):
                own = [scene for scene in scenes if scene.login == login]
                with step(f"What the {login} sees: {len(own)} pages"):
                    made += Person(browser, url, login).photograph(own, options)
        finally:
            browser.close()
    return made


@contextmanager
def told(what):
    """Say in one line what went wrong.

    :raise DeskError: in place of Playwright's errors, which fill a screen
    """
    from playwright.sync_api import Error

    try:
        yield
    except Error as error:
        raise DeskError(f"{what}: {str(error).splitlines()[0]}") from error


class Person:
    """A browser in which somebody of the demo data has signed in."""

    def __init__(self, browser, url, login):
        self.browser = browser
        self.url = url
        self.login = login
        self.state = None

    def photograph(self, scenes, options):
        """Return the paths of the pictures of ``scenes``.

        One context serves all pictures of a size: it keeps Odoo's scripts.
        """
        made, installed = [], set()
        for suffix, size in SIZES.items():
            with self._context(size) as context:
                if not self.state:
                    installed = self._sign_in(context)
                for scene in scenes:
                    if scene.addon not in installed:
                        say(f"  {scene.name} is left out: there is no {scene.addon}")
                    elif suffix in suffixes(scene, options.both):
                        path = options.out / f"{scene.name}{suffix}.png"
                        with told(f"{path.name}, waiting for {scene.ready}"):
                            path.write_bytes(shrink(self._picture(context, scene)))
                        made.append(path)
        return made

    @contextmanager
    def _context(self, size):
        context = self.browser.new_context(
            viewport=dict(zip(("width", "height"), size, strict=True)),
            locale="en-US",
            timezone_id="Europe/London",
            storage_state=self.state,
        )
        context.set_default_timeout(PATIENCE)
        try:
            yield context
        finally:
            context.close()

    def _sign_in(self, context):
        """Sign in, keep the session, and return which addons' pages are there."""
        words = {login: word for login, word, _what in logins.DEMO}
        page = context.new_page()
        with told(f"signing in as {self.login}"):
            page.goto(f"{self.url}/web/login")
            page.fill("input[name=login]", self.login)
            page.fill("input[name=password]", words[self.login])
            page.click(".oe_login_form button[type=submit]")
            page.wait_for_selector(SIGNED_IN, timeout=FIRST_PATIENCE)
        if "/web/login" in page.url:
            raise DeskError(
                f"{self.login} cannot sign in at {self.url}: has it demo data?"
            )
        self.state = context.storage_state()
        return {
            addon
            for addon, probe in PROBES.items()
            if page.request.get(self.url + probe).ok
        }

    def _picture(self, context, scene):
        """Return the PNG of one scene."""
        page = context.new_page()
        number = self._find(page, *scene.record) if scene.record else ""
        page.goto(self.url + scene.path.format(id=number))
        page.wait_for_selector(scene.ready)
        page.add_style_tag(content=HIDDEN)
        if scene.act:
            scene.act(page)
        page.wait_for_function("[...document.images].every(one => one.complete)")
        page.wait_for_timeout(400)  # charts draw themselves once more
        png = page.screenshot(animations="disabled", caret="hide")
        page.close()
        return png

    def _find(self, page, model, name):
        """Return the id of the demo's record of this name, as the person may see it."""
        answer = page.request.post(
            f"{self.url}/web/dataset/call_kw/{model}/search",
            data={
                "params": {
                    "model": model,
                    "method": "search",
                    "args": [[("name", "=", name)]],
                    "kwargs": {"limit": 1},
                }
            },
        ).json()
        if not answer.get("result"):
            raise DeskError(f"{self.login} finds no {model} “{name}”: is it the demo?")
        return answer["result"][0]


def shrink(png):
    """Return the picture with as many colours as fit into ``MAX_BYTES``.

    :param bytes png: as the browser made it
    :raise DeskError: when it does not fit at all
    """
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        sink = io.BytesIO()
        reduce(picture, colours).save(sink, "PNG", optimize=True)
        if sink.tell() <= MAX_BYTES:
            return sink.getvalue()
    raise DeskError(f"a picture of {sink.tell()} bytes does not fit into {MAX_BYTES}")


def reduce(picture, colours):
    """Return the picture with so many colours: the usual ones as they are.

    Half of the palette are the colours of the large areas, which a tint would
    spoil; the other half covers what is left: icons, avatars, edges of letters.
    """
    from PIL import Image

    half = colours // 2
    counted = sorted(picture.getcolors(picture.width * picture.height), reverse=True)
    usual = {colour: number for number, (_n, colour) in enumerate(counted[:half])}
    rest = picture.quantize(half, method=Image.Quantize.MAXCOVERAGE)
    few = Image.new("P", picture.size)
    few.putpalette([part for colour in usual for part in colour] + rest.getpalette())
    few.putdata(
        [
            usual.get(colour, len(usual) + number)
            for colour, number in zip(picture.getdata(), rest.getdata(), strict=True)
        ]
    )
    return few
