# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.tree import lock_line
from ..ticket.servicedesk_ticket import PRIORITIES

# Whose priority nobody has set.
NORMAL_PRIORITY = "1"

# Who reads what is for the desk. Portal users read the contacts of their company, so
# whatever is not for their eyes carries groups.
STAFF = "base.group_user"
DESK = (
    "servicedesk_core.group_servicedesk_agent,"
    "servicedesk_core.group_servicedesk_auditor,"
    "base.group_system"
)


class ResPartner(models.Model):
    """What the desk knows of a contact: what he is to us, where he is, who leads him.

    Employees, customers and their people, and private persons are contacts alike. Who
    belongs to a company has it as related company; what is not said of him (priority,
    site) is taken from there.
    """

    _inherit = "res.partner"

    contact_kind = fields.Selection(
        [
            ("client", "Client"),
            ("prospect", "Prospect"),
            ("partner", "Partner"),
            ("prospect_partner", "Prospective Partner"),
            ("media", "Media"),
        ],
        string="Kind of Contact",
        default="client",
        required=True,
        groups=STAFF,
        help="What this contact is to us. People are of the kind of their company.",
    )
    service_priority = fields.Selection(
        PRIORITIES,
        groups=DESK,
        help="Orders the queue: among tickets of one priority those of the more"
        " important customer come first. Empty: that of the company, else normal.",
    )
    is_shared_account = fields.Boolean(
        string="Shared Account",
        groups=STAFF,
        help="A shop, a ward, a counter: the place asks; the ticket says who spoke.",
    )
    site_id = fields.Many2one(
        "servicedesk.site",
        index="btree_not_null",
        ondelete="restrict",
        groups=STAFF,
        help="Where this contact is found. Empty: where the company is.",
    )
    # What counts for him, kept on his own row: a ticket reads it without asking for
    # his company.
    queue_priority = fields.Selection(
        PRIORITIES,
        compute="_compute_from_company",
        store=True,
        recursive=True,
        groups=DESK,
        help="His own service priority, else his company's, else normal.",
    )
    nearest_site_id = fields.Many2one(
        "servicedesk.site",
        string="Found at",
        compute="_compute_from_company",
        store=True,
        recursive=True,
        index="btree_not_null",
        groups=STAFF,
        help="His own site, else his company's.",
    )
    site_place = fields.Char(
        string="Exact Place", groups=STAFF, help="Floor, room, desk or till."
    )
    manager_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        groups=STAFF,
        help="Whom approvals and escalations on the requester's side turn to.",
    )
    payment_terms_note = fields.Char(
        string="Agreed Payment",
        groups=DESK,
        help="What was agreed about payment, in words. Where Accounting is installed,"
        " its own payment terms decide on invoices.",
    )

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    @api.constrains("manager_id")
    def _check_manager_id(self):
        """Nobody is led by himself, directly or by others."""
        if self._has_cycle("manager_id"):
            raise ValidationError(
                self.env._("Nobody can be his own manager, or his manager's manager.")
            )

    @api.constrains("site_id")
    def _check_site_id(self):
        """A site is shared, or of the contact's company, or of one he works in.

        Contacts mostly belong to no company: then to one of the writer's.
        """
        for partner in self.filtered("site_id"):
            # sudo: servicedesk.site, res.users - only companies are compared
            partner, site = partner.sudo(), partner.sudo().site_id
            users = self.env.user.sudo() | partner.user_ids
            if not site.company_id <= users.company_ids | partner.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(service)s” and “%(other)s” belong to different companies.",
                        service=partner.display_name,
                        other=site.display_name,
                    )
                )

    @api.model
    def _commercial_fields(self):
        """People are of the kind of their company, and change with it."""
        return [*super()._commercial_fields(), "contact_kind"]

    @api.model_create_multi
    def create(self, vals_list):
        self._check_managers_read(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_managers_read([vals])
        lock_line(self, "manager_id", vals.get("manager_id"))
        result = super().write(vals)
        if "service_priority" in vals:
            self._reorder_queue()
        return result

    @api.model
    def _check_managers_read(self, vals_list):
        """Refuse a manager whom the writer does not read.

        :raise AccessError: so that nobody learns names by trying numbers.
        """
        to_id = self._fields["manager_id"].convert_to_cache
        given = [vals["manager_id"] for vals in vals_list if vals.get("manager_id")]
        self.browse({to_id(value, self) for value in given}).check_access("read")

    def _reorder_queue(self):
        """Give the open tickets of these contacts and their people their new place.

        Closed ones keep the place they had: they are many, and stand in no queue.
        """
        # sudo: servicedesk.ticket - whoever may set the priority orders the queue
        tickets = self.env["servicedesk.ticket"].sudo()
        tickets.search(
            Domain("is_open", "=", True)
            & (
                Domain("partner_id", "in", self.ids)
                | Domain("commercial_partner_id", "in", self.ids)
            )
        )._compute_customer_priority()

    # ------------------------------------------------------------------
    # What follows from the company
    # ------------------------------------------------------------------

    @api.depends(
        "service_priority",
        "site_id",
        "parent_id.queue_priority",
        "parent_id.nearest_site_id",
    )
    def _compute_from_company(self):
        for partner in self:
            above = partner.parent_id
            partner.queue_priority = (
                partner.service_priority or above.queue_priority or NORMAL_PRIORITY
            )
            partner.nearest_site_id = partner.site_id or above.nearest_site_id

    # ------------------------------------------------------------------
    # Import
    # ------------------------------------------------------------------

    @api.model
    def get_import_templates(self):
        """Offer our template first where contacts are the desk's directory."""
        templates = super().get_import_templates()
        if not self.env.context.get("servicedesk_directory"):
            return templates
        ours = {
            "label": self.env._("Import Template for the Directory"),
            "template": "/servicedesk_core/static/import/contacts.csv",
        }
        return [ours, *templates]
