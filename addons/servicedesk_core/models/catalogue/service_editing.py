# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskService(models.Model):
    """A service opens for reading to whoever may not change it, and says whose it is.

    Owners may change their own services only: they learn it when they open one, not
    when they save.
    """

    _inherit = "servicedesk.service"

    can_edit = fields.Boolean(
        compute="_compute_can_edit", help="Whether you may change this service."
    )
    keeper_notice = fields.Char(compute="_compute_keeper_notice")

    @api.depends("owner_id", "company_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_can_edit(self):
        """New ones may be filled in by who may make some; others by the rules."""
        allowed = set(self._origin._filtered_access("write")._ids)
        may_create = self.has_access("create")
        for service in self:
            origin_id = service._origin.id
            service.can_edit = origin_id in allowed if origin_id else may_create

    @api.depends("can_edit", "owner_id")
    @api.depends_context("uid", "lang")
    def _compute_keeper_notice(self):
        """Name the owner to who keeps services of his own, but not this one."""
        keeps_some = self.browse().has_access("write")
        for service in self:
            owner = service.owner_id
            if not keeps_some or service.can_edit:
                service.keeper_notice = False
            elif owner:
                service.keeper_notice = self.env._(
                    "%(owner)s keeps this service: you can read it, not change it.",
                    # sudo: res.users - a name among colleagues
                    owner=owner.sudo().name,
                )
            else:
                service.keeper_notice = self.env._(
                    "The desk's managers keep this service: you can read it, not"
                    " change it."
                )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Let the fields of a form or a list be changed by who may change the record.

        Here and not at each field, so that none is forgotten, whichever addon adds it.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in ("form", "list"):
            for node in arch.iter("field"):
                if next(node.iterancestors("field"), None) is not None:
                    continue  # within a list of steps: that list is closed as a whole
                field = self._fields.get(node.get("name"))
                given = node.get("readonly")
                if not field or (field.readonly and not given):
                    continue  # a word in the view would open it, not close it
                closed = "not can_edit"
                node.set("readonly", f"({given}) or {closed}" if given else closed)
        return arch, view
