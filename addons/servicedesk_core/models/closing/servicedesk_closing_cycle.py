# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.tools import SQL

OUTCOMES = [
    ("awaiting", "Awaiting an Answer"),
    ("confirmed", "It Works"),
    ("refused", "Not Solved"),
    ("silent", "No Answer"),
    ("waived", "Waived by a Manager"),
    ("withdrawn", "Solution Taken Back"),
    ("not_asked", "Nobody to Ask"),
]

WAYS = [
    ("page", "Link in the Mail"),
    ("portal", "Portal"),
    ("rpc", "Program"),
    ("phone", "Phone"),
    ("mail", "Mail, Read by the Desk"),
]

MAIL_STATES = [("sent", "Sent"), ("failed", "Not Delivered")]

# What an answer tells, besides the outcome.
ANSWER_FIELDS = (
    "date_answered",
    "way",
    "answered_by_id",
    "recorded_by_id",
    "is_solver_own",
    "rating",
    "rating_declined",
    "feedback",
)


class ServicedeskClosingCycle(models.Model):
    """One round of closing: what was proposed, who was asked, what he answered.

    The ledger of the two-phase closing, one row for each proposed solution. The deeds
    of the ticket write it, and nobody else; the first answer ends a row, for good.
    What was told by phone, and by whom it was recorded, stays apart in all figures.
    """

    _name = "servicedesk.closing.cycle"
    _description = "Closing Cycle"
    _order = "id desc"
    _rec_name = "ticket_id"
    _log_access = False

    ticket_id = fields.Many2one(
        "servicedesk.ticket", required=True, ondelete="cascade", readonly=True
    )
    cycle = fields.Integer(
        string="Solution No.", required=True, readonly=True, aggregator=None
    )
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("servicedesk.team", readonly=True, ondelete="set null")
    ticket_type_id = fields.Many2one(
        "servicedesk.ticket.type", readonly=True, ondelete="set null"
    )

    # What was proposed
    date_proposed = fields.Datetime(string="Proposed on", readonly=True)
    proposed_by_id = fields.Many2one(
        "res.users", string="Solver", readonly=True, ondelete="restrict"
    )
    resolution = fields.Html(readonly=True, prefetch=False)

    # Who was asked
    partner_id = fields.Many2one(
        "res.partner", string="Asked", readonly=True, ondelete="set null"
    )
    email = fields.Char(readonly=True)
    mail_state = fields.Selection(
        MAIL_STATES, string="Mail", readonly=True, help="Empty: not sent yet."
    )
    mail_is_news = fields.Boolean(
        readonly=True, help="What became of a mail is still to be heeded."
    )
    date_sent = fields.Datetime(string="Sent on", readonly=True)
    reminder_count = fields.Integer(string="Reminders", readonly=True)

    # What came of it
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    date_answered = fields.Datetime(string="Answered on", readonly=True)
    way = fields.Selection(WAYS, string="Answered by", readonly=True)
    answered_by_id = fields.Many2one(
        "res.partner", string="Answer of", readonly=True, ondelete="set null"
    )
    recorded_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="restrict",
        help="Who recorded what the requester said by phone.",
    )
    is_solver_own = fields.Boolean(
        string="Recorded by the Solver",
        readonly=True,
        help="The solver himself recorded the answer: it counts apart.",
    )
    rating = fields.Integer(
        readonly=True, aggregator="avg", help="1 (bad) to 5 (great); empty: none."
    )
    rating_declined = fields.Boolean(
        string="Would Not Rate",
        readonly=True,
        help="Asked by phone, the requester would not rate.",
    )
    rating_said = fields.Char(string="Rated", compute="_compute_rating_said")
    feedback = fields.Text(string="Requester's Words", readonly=True)

    _ticket_cycle_uniq = models.Constraint(
        "UNIQUE (ticket_id, cycle)", "A closing cycle is recorded once."
    )
    _awaiting_idx = models.Index("(ticket_id) WHERE outcome = 'awaiting'")

    @api.depends("rating", "rating_declined")
    def _compute_rating_said(self):
        """Tell apart who would not rate, and who was not asked to."""
        for cycle in self:
            declined = cycle.rating_declined and self.env._("Would not rate")
            cycle.rating_said = str(cycle.rating) if cycle.rating else declined

    @api.model
    def _begin(self, tickets):
        """Start the row of a solution that was just proposed."""
        now = fields.Datetime.now()
        self.create(
            [
                {
                    "ticket_id": ticket.id,
                    "cycle": ticket.confirm_cycle,
                    "company_id": ticket.company_id.id,
                    "team_id": ticket.team_id.id,
                    "ticket_type_id": ticket.ticket_type_id.id,
                    "date_proposed": ticket.date_resolved or now,
                    "proposed_by_id": ticket.resolved_by_id.id,
                    "resolution": ticket.resolution,
                    "outcome": "not_asked",
                    **(
                        {
                            "outcome": "awaiting",
                            "partner_id": ticket.partner_id.id,
                            "email": ticket.partner_email,
                        }
                        if ticket.confirmation == "awaiting"
                        else {}
                    ),
                }
                for ticket in tickets
            ]
        )

    @api.model
    def _finish(self, tickets, outcome, facts=None):
        """End the open rows of ``tickets``; what was answered before stays.

        One statement, whether there is such a row or not.

        :param dict facts: values of ``ANSWER_FIELDS``.
        """
        values = {"date_answered": fields.Datetime.now(), **(facts or {})}
        if outcome in ("withdrawn", "waived", "silent"):
            values.pop("date_answered")
        self._update(tickets, ("awaiting",), {"outcome": outcome, **values})

    @api.model
    def _ask_anew(self, tickets):
        """The question is put once more, perhaps to somebody else; nobody answered."""
        for ticket in tickets:
            self._update(
                ticket,
                ("awaiting", "waived", "withdrawn"),
                {
                    "outcome": "awaiting",
                    "partner_id": ticket.partner_id.id or None,
                    "email": ticket.partner_email or None,
                    "mail_state": None,
                    "mail_is_news": None,
                    "date_sent": None,
                    "reminder_count": 0,
                },
            )

    @api.model
    def _update(self, tickets, outcomes, values):
        """Write ``values`` into the current rows of ``tickets``, in one statement."""
        current = SQL(", ").join(
            SQL("(%s, %s)", ticket.id, ticket.confirm_cycle) for ticket in tickets
        )
        assignments = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE servicedesk_closing_cycle SET %s
                    WHERE (ticket_id, cycle) IN (%s) AND outcome IN %s""",
                assignments,
                current,
                tuple(outcomes),
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _note_mail(self, ticket_id, cycle, is_sent):
        """Note what became of the mail that asks; the job heeds it right after.

        Only this row is written: whoever works on the ticket meanwhile is in nobody's
        way, and a mail that is out is never sent again for it.
        """
        now = fields.Datetime.now()
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE servicedesk_closing_cycle
                      SET mail_state = %s, mail_is_news = TRUE, date_sent = %s
                    WHERE ticket_id = %s AND cycle = %s AND outcome = 'awaiting'""",
                "sent" if is_sent else "failed",
                SQL("COALESCE(date_sent, %s)", now) if is_sent else SQL("date_sent"),
                ticket_id,
                cycle,
            ),
            log_exceptions=False,
        )
        self.invalidate_model(flush=False)
