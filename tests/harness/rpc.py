# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Three public ways into Odoo behind one method, so that one story tries them all.

``call(model, method, ids, **named)`` is the grammar of JSON-2; XML-RPC and JSON-RPC
carry the same. Deeds therefore take their arguments by name.
"""

import re
import urllib.error
import xmlrpc.client

import odoorpc
import requests


class RefusedError(Exception):
    """Odoo refused a call.

    ``kind`` is the bare name of its exception, as far as the protocol tells it.
    """

    def __init__(self, kind, message):
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message


class Client:
    """What the tests ask of any of the ways."""

    def call(self, model, method, ids=None, **named):
        """Call a public method; return its result or raise RefusedError."""
        raise NotImplementedError

    def create(self, model, **vals):
        """Create a record and return its id."""
        return self.call(model, "create", vals_list=[vals])[0]

    def write(self, model, ids, **vals):
        """Write the same values on these records."""
        return self.call(model, "write", _ids(ids), vals=vals)

    def read(self, model, record_id, *fields):
        """Return one record's values, or the value where one field is asked for."""
        values = self.call(model, "read", [record_id], fields=list(fields))[0]
        return values[fields[0]] if len(fields) == 1 else values

    def search_read(self, model, domain, fields, **options):
        """Return the values of the records a domain matches."""
        return self.call(model, "search_read", domain=domain, fields=fields, **options)

    def ref(self, xmlid):
        """Return the id behind an XML id; the caller must be an administrator."""
        module, name = xmlid.split(".")
        domain = [["module", "=", module], ["name", "=", name]]
        found = self.search_read("ir.model.data", domain, ["res_id"])
        if not found:
            raise LookupError(f"no {xmlid} in the database")
        return found[0]["res_id"]


class XmlRpcClient(Client):
    """XML-RPC as Odoo's own documentation shows it, with the standard library."""

    def __init__(self, server, login, password):
        common = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/common")
        self._models = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/object")
        self._database = server.database
        self._password = password
        self.uid = common.authenticate(server.database, login, password, {})
        if not self.uid:
            raise RefusedError("AccessDenied", f"{login} cannot log in")

    def call(self, model, method, ids=None, **named):
        """See :meth:`Client.call`."""
        try:
            return self._models.execute_kw(
                self._database,
                self.uid,
                self._password,
                model,
                method,
                *_positional(method, ids, named),
            )
        except xmlrpc.client.Fault as fault:
            raise RefusedError(*_explain_fault(fault)) from fault


class OdooRpcClient(Client):
    """JSON-RPC through OdooRPC, the library integrators use."""

    def __init__(self, server, login, password):
        self._odoo = odoorpc.ODOO("127.0.0.1", port=server.port, timeout=120)
        try:
            self._odoo.login(server.database, login, password)
        except (odoorpc.error.RPCError, urllib.error.URLError) as error:
            raise RefusedError("AccessDenied", str(error)) from error
        self.uid = self._odoo.env.uid

    def call(self, model, method, ids=None, **named):
        """See :meth:`Client.call`."""
        try:
            return self._odoo.execute_kw(
                model, method, *_positional(method, ids, named)
            )
        except odoorpc.error.RPCError as error:
            kind = str((error.info or {}).get("name", "")).rpartition(".")[2]
            raise RefusedError(kind, str(error)) from error


class Json2Client(Client):
    """JSON-2 with a bearer key, plain HTTP; many threads may share one."""

    def __init__(self, server, key):
        self._url = f"{server.url}/json/2"
        self._headers = {
            "Authorization": f"bearer {key}",
            "X-Odoo-Database": server.database,
        }

    def call(self, model, method, ids=None, **named):
        """See :meth:`Client.call`."""
        body = dict(named) if ids is None else {"ids": _ids(ids), **named}
        answer = requests.post(
            f"{self._url}/{model}/{method}",
            headers=self._headers,
            json=body,
            timeout=120,
        )
        if answer.status_code != 200:
            said = answer.json()
            kind = said.get("name", "").rpartition(".")[2]
            raise RefusedError(kind, said.get("message", answer.text))
        return answer.json()


def make_api_key(server, login, password, name="tests"):
    """Return an API key that the user makes for himself in his preferences.

    It asks for the password once more, as Odoo does in the browser.
    """
    web = WebSession(server, login, password)
    wizard = "res.users.apikeys.description"
    vals = {"name": name, "duration": "1"}
    wizard_id = web.call_kw(wizard, "create", [[vals]])[0]
    asked = web.call_kw(wizard, "make_key", [[wizard_id]])
    check = asked["res_model"]
    web.call_kw(check, "write", [[asked["res_id"]], {"password": password}])
    context = {"password": password}
    shown = web.call_kw(check, "run_check", [[asked["res_id"]]], {"context": context})
    return shown["context"]["default_key"]


class WebSession:
    """A logged-in session of the web client, without the browser around it."""

    def __init__(self, server, login, password):
        self.url = server.url
        self.session = requests.Session()
        credentials = {"db": server.database, "login": login, "password": password}
        self._post("/web/session/authenticate", credentials)

    def call_kw(self, model, method, args, kwargs=None):
        """Call a method as the web client does."""
        params = {"model": model, "method": method, "args": args}
        params["kwargs"] = kwargs or {}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def get(self, path, **options):
        """Fetch a page."""
        return self.session.get(self.url + path, timeout=60, **options)

    def _post(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.session.post(self.url + path, json=body, timeout=120).json()
        if "error" in answer:
            data = answer["error"]["data"]
            kind = data["name"].rpartition(".")[2]
            raise RefusedError(kind, data["message"])
        return answer["result"]


def _ids(ids):
    return [ids] if isinstance(ids, int) else list(ids)


def _positional(method, ids, named):
    """Return the two last arguments of ``execute_kw``.

    ``create`` looks at its first positional argument to choose what it returns.
    """
    named = dict(named)
    if method == "create":
        return [named.pop("vals_list")], named
    return ([] if ids is None else [_ids(ids)]), named


def _explain_fault(fault):
    """Return the kind and the message of an XML-RPC fault, whose code is all it has."""
    kinds = {2: "UserError", 3: "AccessDenied", 4: "AccessError"}
    text = str(fault.faultString)
    if fault.faultCode in kinds:
        return kinds[fault.faultCode], text
    last = text.strip().splitlines()[-1]
    kind = re.match(r"[\w.]+", last)
    return (kind[0].rpartition(".")[2] if kind else "Error"), text
