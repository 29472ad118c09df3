# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The subjects over HTTP, served by threads of this very process.

So the statements of a request are counted like all others. The server is Odoo's own
threaded one; the visitor is logged in by a session file, as a browser is after login.
"""

import threading
from contextlib import contextmanager

import requests

from .subjects import PORTAL


@contextmanager
def serving(port):
    """Serve all databases of this run on loopback while the block runs."""
    from odoo.http import root
    from odoo.service.server import ThreadedWSGIServerReloadable

    server = ThreadedWSGIServerReloadable("127.0.0.1", port, root)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        server.server_close()


class Browser:
    """A visitor with a session; a page that is not 200 is an error."""

    def __init__(self, desk, address):
        self._address = address
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set("session_id", _log_in(desk))

    def get(self, path):
        answer = self._session.get(
            self._address + path, timeout=120, allow_redirects=False
        )
        if answer.status_code != 200:
            raise RuntimeError(f"GET {path} answered {answer.status_code}")
        return answer.text


def _log_in(desk):
    """Write the session of the portal user to the store; return its id."""
    from odoo import http
    from odoo.service import security

    session = http.root.session_store.new()
    session.update(http.get_default_session(), db=desk.subject.database)
    with desk.transaction(PORTAL) as env:
        session.uid = env.uid
        session.login = PORTAL
        session.context = dict(env["res.users"].context_get())
        session.session_token = security.compute_session_token(session, env)
    http.root.session_store.save(session)
    return session.sid
