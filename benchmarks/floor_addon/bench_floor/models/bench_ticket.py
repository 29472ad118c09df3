# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models

PREFIX = "FL-"


class BenchTicket(models.Model):
    """The least that deserves the name of a ticket.

    Chatter, activities, a portal token, a number from a PostgreSQL sequence, one
    tracked state. No rule, no mail of its own, nothing computed: what is slower
    than this is the price of what a service desk adds.
    """

    _name = "bench.ticket"
    _description = "Benchmark Ticket"
    _inherit = ["portal.mixin", "mail.thread.cc", "mail.activity.mixin"]
    _order = "id desc"
    _primary_email = "partner_email"

    number = fields.Char(readonly=True, copy=False, index=True)
    name = fields.Char(required=True, index="trigram")
    description = fields.Html()
    state = fields.Selection(
        selection=[("new", "New"), ("in_progress", "In Progress"), ("done", "Done")],
        default="new",
        required=True,
        tracking=True,
    )
    partner_id = fields.Many2one("res.partner", index=True)
    partner_email = fields.Char()
    user_id = fields.Many2one("res.users", index=True, tracking=True)
    desk_id = fields.Many2one("bench.desk", index=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Number the whole batch in one statement."""
        self.env.cr.execute(
            "SELECT nextval('bench_ticket_number_seq') FROM generate_series(1, %s)",
            [len(vals_list)],
        )
        for vals, (number,) in zip(vals_list, self.env.cr.fetchall(), strict=True):
            vals["number"] = f"{PREFIX}{number:06d}"
        return super().create(vals_list)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Take the sender as requester, as every desk does."""
        values = {"partner_id": msg_dict.get("author_id")}
        return super().message_new(msg_dict, {**values, **(custom_values or {})})

    def init(self):
        self.env.cr.execute("CREATE SEQUENCE IF NOT EXISTS bench_ticket_number_seq")
