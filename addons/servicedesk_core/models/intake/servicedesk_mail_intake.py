# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import fields, models

STATES = [
    ("received", "Received"),
    ("done", "Done"),
    ("parked", "Parked"),
    ("failed", "Failed"),
]
REASONS = [
    ("bounce", "Returned mail"),
    ("report", "Delivery report"),
    ("receipt", "Reading receipt"),
    ("automatic", "Sent by a program"),
    ("vacation", "Absence reply"),
    ("list", "Mailing list"),
    ("loop", "Loop"),
    ("own", "Mail of the desk itself"),
    ("flood", "Too much from one sender"),
    ("blocked", "Blocked sender"),
    ("spam", "Spam"),
    ("conflict", "Known number, other content"),
    ("duplicate", "Already in the conversation"),
    ("refused", "Sender may not write to this address"),
]


class ServicedeskMailIntake(models.Model):
    """A mail as it came, and what became of it.

    Stored and committed before anything is done with it, so that whatever fails later
    loses nothing; known by its key, so that however often it is delivered, it is
    worked off once.
    """

    _name = "servicedesk.mail.intake"
    _description = "Mail Intake"
    _order = "id desc"
    _rec_name = "subject"

    state = fields.Selection(STATES, required=True, default="received", readonly=True)
    reason = fields.Selection(REASONS, readonly=True)
    detail = fields.Char(readonly=True, help="What in the mail gave the reason.")
    subject = fields.Char(readonly=True)
    email_from = fields.Char(string="Sender", readonly=True)
    email_to = fields.Char(string="Recipients", readonly=True)
    recipient = fields.Char(
        string="Delivered To",
        readonly=True,
        help="The address that the mail server delivered to, where it says so.",
    )
    message_id = fields.Char(string="Message-Id", readonly=True, index="btree_not_null")
    in_reply_to = fields.Char(readonly=True, index="btree_not_null")
    thread_root = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="The mail that its conversation began with.",
    )
    key = fields.Char(
        required=True, readonly=True, help="What the mail is known by: worked off once."
    )
    body_hash = fields.Char(readonly=True)
    size = fields.Integer(readonly=True, help="In bytes.")
    source = fields.Selection(
        [("fetched", "Fetched"), ("delivered", "Delivered")],
        readonly=True,
        help="Fetched from a mailbox, or delivered by a mail server's script.",
    )
    fetchmail_server_id = fields.Many2one(
        "fetchmail.server",
        string="Mailbox",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    options = fields.Json(readonly=True, help="How the mail server hands mail over.")
    team_id = fields.Many2one(
        "servicedesk.team", readonly=True, index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one("res.company", readonly=True, index="btree_not_null")
    ticket_id = fields.Many2one(
        "servicedesk.ticket",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The ticket that the mail made, or is an answer on.",
    )
    ticket_ids = fields.Many2many(
        "servicedesk.ticket", string="Tickets", readonly=True, copy=False
    )
    date_processed = fields.Datetime(readonly=True)
    attempts = fields.Integer(readonly=True)
    deliveries = fields.Integer(
        readonly=True, default=1, help="How often the same mail was delivered."
    )
    raw = fields.Binary(
        string="Original",
        attachment=False,
        readonly=True,
        groups="servicedesk_core.group_servicedesk_manager",
    )
    error = fields.Text(
        readonly=True, groups="servicedesk_core.group_servicedesk_manager"
    )

    # What is looked for each minute, and all day in the list of what is left to do.
    _open_idx = models.Index(
        "(state, attempts, id) WHERE state IN ('received', 'failed', 'parked')"
    )
    _key_unique = models.Constraint(
        "UNIQUE(key)", "This mail is in the mail intake already."
    )
