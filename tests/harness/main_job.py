# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The main job, told once; who does the agent's part is the caller's choice.

A mail becomes a ticket, an agent solves it, the customer refuses and then confirms in
his browser, the opener closes. Every mail is the one that really left.
"""

from .chatter import assert_in_order, read_chatter
from .confirm_page import answer_in_browser, link_of

FIRST_SOLUTION = "The printer was switched on again."
SECOND_SOLUTION = "The mains adapter was replaced."
REFUSAL = "It went off after five minutes"


class AgentByRpc:
    """An agent's hands over any of the ways in of ``rpc``."""

    def __init__(self, desk, user, client):
        self.desk = desk
        self.user = user
        self.client = client

    def classify(self, ticket_id):
        """Give the ticket its type."""
        self.client.write(
            "servicedesk.ticket", ticket_id, ticket_type_id=self.desk.ticket_type()
        )

    def take(self, ticket_id):
        """Assign it to himself."""
        self._deed(ticket_id, "action_take")

    def start(self, ticket_id):
        """Begin to work."""
        self._deed(ticket_id, "action_start")

    def resolve(self, ticket_id, solution):
        """Say what was done."""
        self._deed(ticket_id, "action_resolve", resolution=solution)

    def close(self, ticket_id):
        """End it."""
        self._deed(ticket_id, "action_close")

    def _deed(self, ticket_id, name, **named):
        assert (
            self.client.call("servicedesk.ticket", name, [ticket_id], **named) is True
        )


class MainJob:
    """The story with its people; each step asserts what the next stands on."""

    def __init__(self, desk, browser, agent, alias):
        self.desk = desk
        self.browser = browser
        self.agent = agent
        self.address = f"{alias}@desk.example"
        self.subject = desk.unique("The printer is dead")
        self.customer = desk.unique("Ada Printer")
        self.email = f"{self.customer.lower().replace(' ', '.')}@customer.example"
        self.ticket_id = None
        self.number = None

    def tell(self):
        """Go through the whole story."""
        self.customer_writes()
        self.agent_solves()
        old = self.customer_refuses()
        self.agent_solves_again()
        self.customer_confirms(old)
        self.opener_closes()
        self.chatter_tells_it()

    def customer_writes(self):
        """By SMTP into the mailbox, by IMAP into Odoo; the number comes back."""
        self.desk.write_mail(
            f"{self.customer} <{self.email}>",
            self.address,
            self.subject,
            "No light, no sound. Printer 7, ground floor.",
        )
        self.desk.fetch_mail()
        ticket = self.desk.find_ticket(self.subject)
        self.ticket_id, self.number = ticket["id"], ticket["number"]
        assert ticket["channel"] == "email"
        assert ticket["state"] == "new"
        assert ticket["partner_email"] == self.email
        self.desk.send_mail()
        self.desk.sink.wait_mail(self.email, self.number, f"number {self.number}")

    def agent_solves(self):
        """Classify, take, start, resolve."""
        self.agent.classify(self.ticket_id)
        assert self._value("ticket_type_id")[1] == "Incident"
        assert self._value("opener_id")[0] == self.agent.user.id
        self.agent.take(self.ticket_id)
        assert self._value("user_id")[0] == self.agent.user.id
        self.agent.start(self.ticket_id)
        assert self._value("state") == "in_progress"
        self.agent.resolve(self.ticket_id, FIRST_SOLUTION)
        assert self._outcome() == ("resolved", "awaiting")

    def customer_refuses(self):
        """By the link of the mail, not logged in; return that link."""
        link = self._link_of_mail_with(FIRST_SOLUTION)
        with self.browser.person() as page:
            answer_in_browser(page, link, "refuse", feedback=REFUSAL)
        assert self._outcome() == ("in_progress", "refused")
        return link

    def agent_solves_again(self):
        """The same ticket, another solution, another mail."""
        self.agent.resolve(self.ticket_id, SECOND_SOLUTION)
        assert self._outcome() == ("resolved", "awaiting")

    def customer_confirms(self, old_link):
        """The link of the first cycle is dead, the new one takes five stars."""
        link = self._link_of_mail_with(SECOND_SOLUTION)
        assert link != old_link
        with self.browser.person() as page:
            page.goto(old_link)
            assert page.locator("[name=nonce]").count() == 0
        assert self._outcome() == ("resolved", "awaiting")
        with self.browser.person() as page:
            answer_in_browser(page, link, "confirm", rating=5, feedback="Thank you!")
            page.goto(link)
            assert page.locator("[name=nonce]").count() == 0
        assert self._outcome() == ("resolved", "confirmed")
        assert self._value("rating_last_value") == 5

    def opener_closes(self):
        """By mail and on his list he is told that he may, and does."""
        self.desk.send_mail()
        self.desk.sink.wait_mail(self.agent.user.email, self.number, "confirmed")
        (hint,) = self._hints()
        assert hint["user_id"][0] == self.agent.user.id
        assert "may be closed" in hint["summary"]
        self.agent.close(self.ticket_id)
        assert self._outcome() == ("closed", "confirmed")
        assert self._hints() == []

    def chatter_tells_it(self):
        """The whole story stands in the chatter, in order."""
        lines = read_chatter(self.desk.admin, self.ticket_id)
        agent = self.agent.user.name
        assert_in_order(
            lines,
            [
                f"^{self.customer}.* No light, no sound",
                f"number {self.number}",
                f"^{agent}.*Incident",
                f"^{agent}.*-> {agent}",
                f"^{agent}.*-> In Progress",
                f"^{agent}.*{FIRST_SOLUTION}",
                f"^{agent}.*-> Resolved",
                f"^{self.customer}.*{REFUSAL}",
                "-> In Progress",
                f"^{agent}.*{SECOND_SOLUTION}",
                f"^{agent}.*-> Resolved",
                f"^{self.customer}.*Thank you!",
                f"^{agent}.*-> Closed",
            ],
        )
        assert not [line for line in lines if line.startswith("Public user")]

    def _hints(self):
        """Return the activities that wait on the ticket."""
        domain = [
            ["res_model", "=", "servicedesk.ticket"],
            ["res_id", "=", self.ticket_id],
        ]
        fields = ["user_id", "summary"]
        return self.desk.admin.search_read("mail.activity", domain, fields)

    def _link_of_mail_with(self, words):
        self.desk.send_mail()
        return link_of(self.desk.sink.wait_mail(self.email, self.number, words))

    def _value(self, field):
        return self.desk.admin.read("servicedesk.ticket", self.ticket_id, field)

    def _outcome(self):
        values = self.desk.admin.read(
            "servicedesk.ticket", self.ticket_id, "state", "confirmation"
        )
        return values["state"], values["confirmation"]
