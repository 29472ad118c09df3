# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""A company that has the service desk: its mail, its people, its desk.

Everything is set up as its administrator would: over RPC, by the public fields.
"""

import itertools
from collections import namedtuple
from email.message import EmailMessage
from email.utils import make_msgid

from .confirm_page import link_of
from .rpc import Json2Client, OdooRpcClient, make_api_key

DOMAIN = "desk.example"
PASSWORD = "a long enough password"

User = namedtuple("User", "id login name email partner_id")


class Desk:
    """The served database together with the mailbox and the sink around it."""

    def __init__(self, server, mailbox, entrance, sink):
        self.server = server
        self.mailbox = mailbox
        self.entrance = entrance
        self.sink = sink
        self.admin = OdooRpcClient(server, "admin", "admin")
        self._numbers = itertools.count(1)

    # The company's mail

    def connect_mail(self):
        """Tell Odoo its address, its mail domain, its mailbox and its mail server."""
        admin = self.admin
        admin.call("ir.config_parameter", "set_param", **_parameter(self.server.url))
        admin.call(
            "ir.config_parameter",
            "set_param",
            key="web.base.url.freeze",
            value="True",
        )
        if not admin.search_read("mail.alias.domain", [["name", "=", DOMAIN]], ["id"]):
            admin.create("mail.alias.domain", name=DOMAIN)
        admin.create(
            "ir.mail_server",
            name="sink",
            smtp_host="127.0.0.1",
            smtp_port=self.sink.port,
            smtp_encryption="none",
            smtp_authentication="login",
        )
        incoming = admin.create(
            "fetchmail.server",
            name="mailbox",
            server_type="imap",
            server="127.0.0.1",
            port=self.mailbox.imap_port,
            is_ssl=False,
            user=self.mailbox.user,
            password=self.mailbox.password,
        )
        admin.call("fetchmail.server", "button_confirm_login", [incoming])
        return self

    def write_mail(self, sender, recipient, subject, body, **headers):
        """Send a mail by SMTP into the company's mailbox; return its Message-Id."""
        message = EmailMessage()
        message["From"] = sender
        message["To"] = recipient
        message["Subject"] = subject
        message["Message-Id"] = make_msgid(domain="mail.customer.example")
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(body)
        self.entrance.send(message)
        return message["Message-Id"]

    def fetch_mail(self):
        """Run the scheduled action that empties the mailbox."""
        self.run_cron("mail.ir_cron_mail_gateway_action")

    def send_mail(self):
        """Run the scheduled action that sends what waits in the queue."""
        self.run_cron("mail.ir_cron_mail_scheduler_action")

    def run_cron(self, xmlid):
        """Run a scheduled action now, as its button does."""
        self.admin.call("ir.cron", "method_direct_trigger", [self.admin.ref(xmlid)])

    # People

    def add_user(self, login, *groups, name=None):
        """Create a user of these groups (XML ids); return it as a :class:`User`."""
        name = name or login.replace("_", " ").title()
        email = f"{login}@{DOMAIN}"
        group_ids = [self.admin.ref(group) for group in groups]
        user_id = self.admin.create(
            "res.users",
            name=name,
            login=login,
            email=email,
            password=PASSWORD,
            notification_type="email",
            group_ids=[[6, 0, group_ids]],
        )
        partner = self.admin.read("res.users", user_id, "partner_id")
        return User(user_id, login, name, email, partner[0])

    def add_customer(self, name):
        """Create a contact that writes mails; return its id and address."""
        email = f"{name.lower().replace(' ', '.')}@customer.example"
        return self.admin.create("res.partner", name=name, email=email), email

    def client_of(self, user):
        """Return a client of that user: JSON-2, whose key is checked most quickly."""
        return Json2Client(self.server, make_api_key(self.server, user.login, PASSWORD))

    # The desk

    def add_team(self, name, alias, *users, **vals):
        """Create a first-line team with these members; return its id."""
        members = [[0, 0, {"user_id": user.id}] for user in users]
        vals = {"level": "1", **vals}
        return self.admin.create(
            "servicedesk.team",
            name=name,
            alias_name=alias,
            membership_ids=members,
            **vals,
        )

    def ticket_type(self, key="incident"):
        """Return the id of a ticket type that core brings."""
        return self.admin.ref(f"servicedesk_core.ticket_type_{key}")

    def find_ticket(self, subject):
        """Return the values of the one ticket of that subject."""
        fields = ["number", "name", "channel", "partner_id", "partner_email", "state"]
        fields += ["team_id", "user_id", "opener_id", "ticket_type_id", "confirmation"]
        found = self.admin.search_read(
            "servicedesk.ticket", [["name", "=", subject]], fields
        )
        assert len(found) == 1, f"{len(found)} tickets are called {subject!r}"
        return found[0]

    def add_ticket(self, client, **vals):
        """Create an incident of a new customer, as an agent does; return its id."""
        partner_id, _email = self.add_customer(self.unique("Customer"))
        vals = {
            "name": self.unique("No light"),
            "partner_id": partner_id,
            "ticket_type_id": self.ticket_type(),
            **vals,
        }
        return client.create("servicedesk.ticket", **vals)

    def resolved_ticket(self, client, **vals):
        """Create and solve a ticket; return its values with the mailed ``link``."""
        ticket_id = self.add_ticket(client, **vals)
        for deed, named in (
            ("action_take", {}),
            ("action_start", {}),
            ("action_resolve", {"resolution": "The fuse was blown."}),
        ):
            client.call("servicedesk.ticket", deed, [ticket_id], **named)
        self.send_mail()
        ticket = self.admin.read(
            "servicedesk.ticket", ticket_id, "number", "partner_email", "name"
        )
        mail = self.sink.wait_mail(ticket["partner_email"], ticket["number"])
        return {**ticket, "link": link_of(mail)}

    def unique(self, words):
        """Return these words with a number that no other test has."""
        return f"{words} {next(self._numbers):03d}"


def _parameter(url):
    return {"key": "web.base.url", "value": url}
