# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models


class ServicedeskService(models.Model):
    """What a part has from the whole above it, and shows where it says nothing itself.

    The nearest one above that says something speaks. A part follows the whole's owner
    as long as it has the same one: who is named for a part alone stays.
    """

    _inherit = "servicedesk.service"

    inherited_teams = fields.Char(compute="_compute_inherited")
    inherited_types = fields.Char(compute="_compute_inherited")
    inherited_approvers = fields.Char(compute="_compute_inherited")
    inherited_path = fields.Char(compute="_compute_inherited")
    inherited_hours = fields.Char(compute="_compute_inherited")
    types_hint = fields.Char(compute="_compute_inherited")
    inherited_summary = fields.Char(
        string="From the Whole",
        compute="_compute_inherited",
        help="What the part does not say itself: it is as for the whole above it.",
    )

    @api.depends(
        "parent_id",
        "team_ids",
        "type_ids",
        "approver_ids",
        "path_ids",
        "expected_hours",
    )
    @api.depends_context("lang")
    def _compute_inherited(self):
        """Say in words what each part inherits, and from which service."""
        above = {
            service: self._get_facts(service.parent_id._origin.id).path
            for service in self
        }
        # sudo: servicedesk.service - a part tells what holds for it, whoever reads it
        wholes = self.sudo().browse({id_ for ids in above.values() for id_ in ids})
        by_id = {whole.id: whole for whole in wholes}
        told = self._get_inherited_facts()
        for service in self:
            line = [by_id[id_] for id_ in above[service]]
            parts = []
            for name, (field, label, word) in told.items():
                source = next((whole for whole in line if whole[field]), None)
                words = source and not service[field] and word(source)
                service[name] = words and self.env._(
                    "%(what)s (from “%(whole)s”)", what=words, whole=source.name
                )
                if words:
                    parts.append(f"{label}: {words}")
            service.types_hint = (
                "" if service.inherited_types else self.env._("All types")
            )
            service.inherited_summary = " · ".join(parts)

    def _get_inherited_facts(self):
        """Return {field that says it: (inherited field, its name, in words)}."""
        env = self.env

        def names(field):
            return lambda service: ", ".join(service[field].mapped("display_name"))

        def hours(service):
            minutes = round(service.expected_hours * 60)
            return f"{minutes // 60}:{minutes % 60:02}"

        return {
            "inherited_teams": ("team_ids", env._("Teams"), names("team_ids")),
            "inherited_types": ("type_ids", env._("Types"), names("type_ids")),
            "inherited_approvers": (
                "approver_ids",
                env._("Approvers"),
                names("approver_ids"),
            ),
            "inherited_path": ("path_ids", env._("Path"), names("path_ids")),
            "inherited_hours": ("expected_hours", env._("Expected"), hours),
        }

    def _get_expected_hours(self):
        """Return how long it usually takes: its own word, or that of the whole."""
        self.ensure_one()
        for service in self.browse(self._get_line(self.id)):
            if service.expected_hours:
                return service.expected_hours
        return 0.0

    # ------------------------------------------------------------------
    # The owner
    # ------------------------------------------------------------------

    def write(self, vals):
        """Parts that have the whole's owner have its new one, too.

        So has a part that moves below another whole, and one whose owner is emptied.
        """
        if not {"owner_id", "parent_id"} & vals.keys():
            return super().write(vals)
        followers = self._find_owner_followers(vals)
        result = super().write(vals)
        moved = followers.filtered(
            lambda part: part.parent_id and part.owner_id != part.parent_id.owner_id
        )
        for owner, parts in moved.grouped(lambda part: part.parent_id.owner_id).items():
            if owner or "owner_id" in vals:
                parts.write({"owner_id": owner.id})
        return result

    def _find_owner_followers(self, vals):
        """Return the services whose owner is the whole's, as these are written."""
        # sudo: servicedesk.service - parts follow the whole, whoever may read them
        services = self.sudo().with_context(active_test=False)
        concerned = services.child_ids if "owner_id" in vals else services
        followers = concerned.filtered(
            lambda part: part.owner_id == part.parent_id.owner_id
        )
        return followers if vals.get("owner_id", True) else followers | services
