# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

STATES = [
    ("new", "New"),
    ("assigned", "Assigned"),
    ("in_progress", "In Progress"),
    ("waiting", "Waiting"),
    ("resolved", "Resolved"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]

# States in which the desk, or the customer, still has something to do.
NEEDED_STATES = ("new", "in_progress", "resolved", "closed")  # by mails and answers
OPEN_STATES = ("new", "assigned", "in_progress", "waiting", "resolved")


class ServicedeskStage(models.Model):
    """A step of a life cycle, shared between ticket types.

    The stage is what people name and order as they like; its ``state`` is the
    fixed word that clocks, figures and integrations rely on.
    """

    _name = "servicedesk.stage"
    _inherit = "servicedesk.cached.mixin"
    _description = "Ticket Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    # Odoo leaves fields called "state" out of copies unless told otherwise.
    state = fields.Selection(STATES, required=True, default="in_progress", copy=True)
    fold = fields.Boolean(
        string="Folded in Kanban", help="Show this column folded in the board."
    )
    active = fields.Boolean(default=True)
    description = fields.Text(
        translate=True, help="What the stage means, in the requester's words."
    )
    type_ids = fields.Many2many(
        "servicedesk.ticket.type",
        "servicedesk_stage_type_rel",
        "stage_id",
        "type_id",
        string="Ticket Types",
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        string="Mail on Entering",
        domain=[("model", "=", "servicedesk.ticket")],
        help="Sent to the requester when a ticket enters this stage.",
    )

    @api.constrains("mail_template_id")
    def _check_mail_template(self):
        """What is mailed on entering is a text about tickets.

        :raise ValidationError: for a template of anything else: filled in by the
            ticket's number, it would tell of a stranger, or give his keys away.
        """
        for stage in self:
            # sudo: mail.template - what it is about is no secret
            template = stage.mail_template_id.sudo()
            if template and template.model != "servicedesk.ticket":
                raise ValidationError(
                    self.env._(
                        "“%(template)s” is no text about tickets.",
                        template=template.display_name,
                    )
                )

    @api.model
    @tools.ormcache()
    def _get_mail_template_ids(self):
        """Return {stage id: template id} of the stages that mail on being entered."""
        # sudo: servicedesk.stage - what is mailed does not depend on who moves
        stages = self.sudo().with_context(active_test=False)
        found = stages.search([("mail_template_id", "!=", False)])
        return {stage.id: stage.mail_template_id.id for stage in found}

    @api.model
    @tools.ormcache()
    def _get_states(self):
        """Return {stage id: state} of all stages, archived ones too.

        Cached, because every creation and move asks for it.
        """
        # sudo: servicedesk.stage - the word behind a stage is no secret
        stages = self.sudo().search([("active", "in", [True, False])])
        return {stage.id: stage.state for stage in stages}

    def write(self, vals):
        """Refuse another ``state`` for a stage that tickets already went through.

        Out of a life cycle it is let from here as from the type: see there.

        :raise UserError: because the ledger of spans and every figure would then
            contradict the stage.
        """
        if "active" in vals and not vals["active"]:
            self._check_may_be_archived()
        if "state" in vals:
            changed = self.filtered(lambda stage: stage.state != vals["state"])
            # sudo: servicedesk.ticket - tickets of every company count here
            used = (
                self.env["servicedesk.ticket"]
                .sudo()
                .search([("stage_id", "in", changed.ids)], limit=1)
            )
            if used:
                raise UserError(
                    self.env._(
                        "Stage “%(stage)s” is used by tickets, so its state cannot"
                        " change. Create a new stage instead.",
                        stage=used.stage_id.display_name,
                    )
                )
        if "type_ids" not in vals:
            return super().write(vals)
        before = {stage: stage.type_ids for stage in self}
        result = super().write(vals)
        for stage, types in before.items():
            for ticket_type in types - stage.type_ids:
                ticket_type._check_leaving_stages(stage)
                ticket_type._check_moves_stay_inside()
        return result

    def _check_may_be_archived(self):
        """Refuse to take away a stage that tickets are in or still have to enter.

        :raise UserError: while open tickets are in it, or when no other active stage
            has its state: mails, answers and closing would have nowhere to go.
        """
        # sudo: servicedesk.ticket - tickets of every company count here
        tickets = self.env["servicedesk.ticket"].sudo()
        for stage in self:
            inside = [("stage_id", "=", stage.id), ("is_open", "=", True)]
            if tickets.search_count(inside, limit=1):
                raise UserError(
                    self.env._(
                        "Open tickets are in stage “%(stage)s”. Move them on before you"
                        " archive it.",
                        stage=stage.name,
                    )
                )
            others = [("state", "=", stage.state), ("id", "not in", self.ids)]
            if stage.state in NEEDED_STATES and not self.search_count(others, limit=1):
                raise UserError(
                    self.env._(
                        "“%(stage)s” is the only stage of its state; tickets could not"
                        " go on without it. Add another stage of this state first.",
                        stage=stage.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """A stage that tickets went through belongs to their history: archive it."""
        # sudo: servicedesk.ticket - tickets of every company count here
        tickets = self.env["servicedesk.ticket"].sudo()
        if tickets.search_count([("stage_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._("Tickets use this stage. Archive it instead of deleting it.")
            )
