# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .confidential_common import OUTSIDERS, WORD, ConfidentialCommon

TICKET = "servicedesk.ticket"


@tagged("post_install", "-at_install")
class TestLookingBack(ConfidentialCommon):
    """Nobody asks by a ticket's number what hangs on it, unless he reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.component = cls.env["servicedesk.component"].create({"name": "Velvet Till"})
        cls.contract = cls.env["servicedesk.contract"].create(
            {
                "name": "Velvet Care",
                "kind": "maintenance",
                "partner_id": cls.other_partner.commercial_partner_id.id,
            }
        )
        cls.secret.write(
            {"component_ids": cls.component.ids, "contract_id": cls.contract.id}
        )
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _list_fields(self):
        """Return (model, field) of all that lists tickets, dialogs aside."""
        return [
            (name, field.name)
            for name, model in self.env.registry.items()
            if not (model._abstract or model._transient)
            for field in model._fields.values()
            if field.type in ("one2many", "many2many")
            and field.comodel_name == TICKET
            and field.store
        ]

    def _found(self, role, model, name, operator, value):
        """Return what ``role`` finds, None where he is refused."""
        records = self._as(role, self.env[model])
        try:
            return records.search([(name, operator, value)]).sudo()
        except (AccessError, ValueError):
            return None

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_finds_by_what_he_does_not_read(self):
        """Generic, so that a new list of tickets is thought of as well."""
        lists = self._list_fields()
        self.assertIn(("res.partner", "servicedesk_ticket_ids"), lists)
        self.assertIn(("servicedesk.component", "ticket_ids"), lists)
        self.assertIn(("servicedesk.contract", "ticket_ids"), lists)
        number = self.secret.id
        for role in OUTSIDERS:
            for model, name in lists:
                with self.subTest(role=role, model=model, field=name):
                    for operator, value in (
                        ("in", [number]),
                        ("=", number),
                        ("any", [("id", "=", number)]),
                    ):
                        self.assertFalse(
                            self._found(role, model, name, operator, value)
                        )
                    every = self._found(role, model, name, "not in", [number])
                    if every is not None:
                        records = self._as(role, self.env[model])
                        self.assertEqual(every, records.search([]).sudo())

    def test_readers_find(self):
        """Inside the circle the same questions are answered: the test can fail."""
        expected = {
            ("res.partner", "servicedesk_ticket_ids"): self.other_partner,
            ("servicedesk.component", "ticket_ids"): self.component,
            ("servicedesk.contract", "ticket_ids"): self.contract,
        }
        for (model, name), record in expected.items():
            with self.subTest(model=model):
                found = self._found("agent_c", model, name, "in", self.secret.ids)
                self.assertEqual(found, record)
                others = self._found("agent_c", model, name, "not in", self.secret.ids)
                self.assertNotIn(record, others)

    def test_without_tickets(self):
        """Who has only tickets one may not read looks like one without any."""
        for role, seen in (("agent_a", False), ("agent_c", True)):
            free = self._found(
                role, "servicedesk.component", "ticket_ids", "in", [False]
            )
            self.assertEqual(self.component not in free, seen)
            busy = self._found(role, "servicedesk.component", "ticket_ids", "!=", False)
            self.assertEqual(self.component in busy, seen)

    def test_the_list_is_the_desks(self):
        """Of a contact's tickets people outside the desk are not even told there."""
        for role in ("customer", "employee", "stranger"):
            contacts = self._as(role, self.env["res.partner"])
            with self.subTest(role=role), self._refused():
                contacts.search([("servicedesk_ticket_ids", "in", self.secret.ids)])
        mine = self._as("agent_c", self.other_partner)
        self.assertIn(self.secret, mine.servicedesk_ticket_ids.sudo())


@tagged("post_install", "-at_install")
class TestMailsAndPreviews(ConfidentialCommon):
    """What a confidential mail is about stands in no notice and no preview."""

    def _names_of_mails(self, role):
        notices = self._as(role, self.env["mail.notification"])
        try:
            rows = notices.search_read([("id", "=", self.notice.id)], ["mail_mail_id"])
        except AccessError:
            return ""
        self.env.invalidate_all()
        return str(rows)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_notices_do_not_name_their_mail(self):
        message = self.secret.message_ids.filtered("body")[0]
        message.subject = f"{WORD} subject"
        mail = self.env["mail.mail"].create({"mail_message_id": message.id})
        self.notice = self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "mail_mail_id": mail.id,
                "notification_type": "email",
                "res_partner_id": self.stranger.partner_id.id,
            }
        )
        for role in OUTSIDERS:
            with self.subTest(role=role):
                self.assertNotIn(WORD, self._names_of_mails(role))
            # Odoo asks for the name in superuser mode, whoever it is told to.
            with self.subTest(role=role, way="name"):
                name = self._as(role, mail).sudo().display_name
                self.assertNotIn(WORD, name)
        self.assertIn(WORD, self._as("agent_c", mail).sudo().display_name)

    def _preview(self, role, reference):
        """Return what a preview tells; a refusal tells nothing."""
        previews = self._as(role, self.env["mail.template.preview"])
        template = self.env.ref("servicedesk_core.mail_template_ticket_resolved")
        made = previews.create(
            {"mail_template_id": template.id, "resource_ref": reference}
        )
        made.invalidate_recordset()
        return str(made.read(["subject", "body_html"]))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_previews_fill_in_what_is_read(self):
        contact = self.env["res.partner"].search([], limit=1)
        contact = self.env["res.partner"].browse(self.secret.id).exists() or contact
        for role in OUTSIDERS:
            for model in (TICKET, "res.partner"):
                with self.subTest(role=role, model=model):
                    with self.assertRaises(AccessError):
                        self._preview(role, f"{model},{self.secret.id}")
                self.env.invalidate_all()
        self.assertIn(WORD, self._preview("agent_c", f"{TICKET},{self.secret.id}"))
