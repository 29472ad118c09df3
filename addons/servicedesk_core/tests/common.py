# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""People, teams and tickets that the tests of the suite share.

No tests here: whoever inherits must not run them again.
"""

import re

from odoo.addons.mail.tests.common import MailCommon, mail_new_test_user

MAIL = """\
From: {email_from}
To: {to}
Cc: {cc}
Subject: {subject}
Date: Mon, 02 Mar 2026 09:00:00 +0000
Message-Id: {msg_id}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
{headers}
{body}
"""


class ServicedeskCommon(MailCommon):
    """A desk of one company: three teams, one user per role, two customers.

    * ``team_first``: first line, alias ``desk@test.mycompany.com``, with agent_a;
    * ``team_second``: second line above it, with agent_b, led by leader;
    * ``team_secret``: confidential, with agent_c;
    * ``customer`` is a portal user of ``customer_company``, ``other_customer`` one
      of another; ``employee`` is an internal user without any role in the desk.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_admin
        cls._setup_users()
        cls._setup_customers()
        cls._setup_teams()
        cls._setup_life_cycle()

    @classmethod
    def _setup_users(cls):
        cls.agent_a = cls._new_user("sd_agent_a", "agent")
        cls.agent_b = cls._new_user("sd_agent_b", "agent")
        cls.agent_c = cls._new_user("sd_agent_c", "agent")
        cls.leader = cls._new_user("sd_leader", "agent")
        cls.dispatcher = cls._new_user("sd_dispatcher", "dispatcher")
        cls.manager = cls._new_user("sd_manager", "manager")
        cls.auditor = cls._new_user("sd_auditor", "auditor")
        cls.api_user = cls._new_user("sd_api", "api")
        cls.employee = cls._new_user("sd_employee", False)

    @classmethod
    def _setup_customers(cls):
        cls.customer_company, cls.other_company = cls.env["res.partner"].create(
            [
                {"name": "Green Grocers", "is_company": True},
                {"name": "Blue Books", "is_company": True},
            ]
        )
        cls.customer = cls._new_portal_user("sd_customer", cls.customer_company)
        cls.other_customer = cls._new_portal_user("sd_other", cls.other_company)
        cls.customer_partner = cls.customer.partner_id
        cls.other_partner = cls.other_customer.partner_id

    @classmethod
    def _setup_teams(cls):
        teams = cls.env["servicedesk.team"]
        common = {"company_id": cls.company.id}
        cls.team_second = teams.create(
            {
                **common,
                "name": "Second Line",
                "level": "2",
                "sequence": 2,
                "leader_id": cls.leader.id,
                "member_ids": cls.agent_b.ids,
            }
        )
        cls.team_first = teams.create(
            {
                **common,
                "name": "First Line",
                "level": "1",
                "sequence": 1,
                "alias_name": "desk",
                "parent_id": cls.team_second.id,
                "member_ids": cls.agent_a.ids,
            }
        )
        cls.team_secret = teams.create(
            {
                **common,
                "name": "Secret Affairs",
                "level": "3",
                "sequence": 3,
                "is_confidential": True,
                "member_ids": cls.agent_c.ids,
            }
        )

    @classmethod
    def _setup_life_cycle(cls):
        ref = cls.env.ref
        for name in ("incident", "change", "information", "work", "suggestion"):
            setattr(cls, name, ref(f"servicedesk_core.ticket_type_{name}"))
        for state, _label in cls.env["servicedesk.stage"]._fields["state"].selection:
            setattr(cls, f"stage_{state}", ref(f"servicedesk_core.stage_{state}"))

    @classmethod
    def _new_calendar(cls):
        """Return working hours from nine to five (UTC), Monday to Friday."""
        return cls.env["resource.calendar"].create(
            {
                "name": "Nine to Five",
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [
                    (
                        0,
                        0,
                        {
                            "name": str(day),
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "morning",
                        },
                    )
                    for day in range(5)
                ],
            }
        )

    @classmethod
    def _new_user(cls, login, role):
        groups = f"servicedesk_core.group_servicedesk_{role}" if role else ""
        return mail_new_test_user(
            cls.env,
            login=login,
            name=login.replace("sd_", "").replace("_", " ").title(),
            email=f"{login}@test.mycompany.com",
            groups=f"base.group_user,{groups}".strip(","),
            company_id=cls.company.id,
            notification_type="email",
            tz="UTC",
        )

    @classmethod
    def _new_portal_user(cls, login, company_partner):
        user = mail_new_test_user(
            cls.env,
            login=login,
            name=login.replace("sd_", "").title(),
            email=f"{login}@customer.example.com",
            groups="base.group_portal",
            company_id=cls.company.id,
            notification_type="email",
            tz="UTC",
        )
        user.partner_id.parent_id = company_partner
        return user

    # ------------------------------------------------------------------
    # Tickets
    # ------------------------------------------------------------------

    @classmethod
    def _ticket(cls, creator=None, **vals):
        """Return a ticket of the customer, registered by ``creator`` (agent_a).

        It is unclassified, in the first-line team, and comes back in the creator's
        own environment, so that what a test does next needs that user's rights.
        """
        defaults = {
            "name": "The till does not open",
            "partner_id": cls.customer_partner.id,
            "team_id": cls.team_first.id,
        }
        tickets = cls.env["servicedesk.ticket"].with_user(creator or cls.agent_a)
        return tickets.create({**defaults, **vals})

    @classmethod
    def _classified(cls, creator=None, **vals):
        """Return a ticket that its creator classified, as an incident unless told."""
        type_id = vals.pop("ticket_type_id", cls.incident.id)
        ticket = cls._ticket(creator, **vals)
        ticket.ticket_type_id = type_id
        return ticket

    @classmethod
    def _started(cls, creator=None, **vals):
        """Return a classified ticket that its creator works on."""
        ticket = cls._classified(creator, **vals)
        ticket.action_start()
        return ticket

    @classmethod
    def _resolved(cls, creator=None, resolution="Replaced the lock.", **vals):
        """Return a ticket whose solution was proposed by its creator."""
        ticket = cls._started(creator, **vals)
        ticket.action_resolve(resolution)
        return ticket

    # ------------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------------

    def _receive(self, email_from, to="desk@test.mycompany.com", **mail):
        """Hand a mail to Odoo's gateway; return the ticket it made or landed on.

        :param mail: ``subject``, ``body``, ``cc``, ``msg_id``, and ``headers``, a
            dict of further headers.
        """
        type(self)._mail_count = getattr(self, "_mail_count", 0) + 1
        headers = mail.get("headers") or {}
        raw = MAIL.format(
            email_from=email_from,
            to=to,
            cc=mail.get("cc", ""),
            subject=mail.get("subject", "The printer smokes"),
            body=mail.get("body", "Please come quickly."),
            msg_id=mail.get("msg_id", f"<mail-{self._mail_count}@example.com>"),
            headers="".join(f"{name}: {value}\n" for name, value in headers.items()),
        )
        return self._hand_in(raw)

    def _hand_in(self, raw, model=False, **options):
        """Hand a raw mail to the gateway, as a mailbox does; return the ticket.

        The gate works in transactions of its own: here they are savepoints of the
        test's.
        """
        thread = self.env["mail.thread"].with_user(self.user_root)
        with self.enter_registry_test_mode():
            ticket_id = thread.message_process(model, raw, **options)
        return self.env["servicedesk.ticket"].browse(ticket_id or [])

    def _sent_to(self, address):
        """Return the messages sent to ``address`` inside ``mock_mail_gateway``."""
        return [
            mail["EmailMessage"]
            for mail in self._mails
            if any(address in to for to in mail["email_to"])
        ]

    @staticmethod
    def _bodies(message):
        """Return all text parts of a message, decoded, in one string."""
        return "\n".join(
            part.get_content()
            for part in message.walk()
            if part.get_content_maintype() == "text"
        )

    def _confirm_paths(self, message):
        """Return the paths of the confirm links in a message."""
        found = re.findall(r"/servicedesk/confirm/\d+/[\w-]+", self._bodies(message))
        return list(dict.fromkeys(found))
