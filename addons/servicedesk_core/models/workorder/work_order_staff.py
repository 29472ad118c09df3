# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ...tools import arguments

API = "servicedesk_core.group_servicedesk_api"
AUDITOR = "servicedesk_core.group_servicedesk_auditor"
AGENT = "servicedesk_core.group_servicedesk_agent"
VERIFY = "servicedesk_core.mail_activity_type_verify_work"


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model
    def _get_no_engineers(self):
        """Return the employees whom no work is given: they are for something else.

        Logins of interfaces, and auditors, who change nothing. Any other employee may
        be an engineer, with a role in the desk or without.
        """
        api_id, auditor_id, agent_id = (
            self.env["ir.model.data"]._xmlid_to_res_id(name)
            for name in (API, AUDITOR, AGENT)
        )
        # sudo: res.users - who has which role decides, and is not shown
        return self.sudo().search(
            [
                ("share", "=", False),
                "|",
                ("all_group_ids", "in", api_id),
                "&",
                ("all_group_ids", "in", auditor_id),
                ("all_group_ids", "not in", agent_id),
            ],
            limit=1000,
        )

    def _is_no_engineer(self):
        """Return whether this login is none that goes anywhere and mends something."""
        self.ensure_one()
        # sudo: res.users - who has which role decides, and is not shown
        user = self.sudo()
        is_watching = user.has_group(AUDITOR) and not user.has_group(AGENT)
        return user.has_group(API) or is_watching


class ServicedeskWorkOrder(models.Model):
    """To whom an order may be given, and who may answer for it.

    That both work for the ordering company: see ``_check_works_here``.
    """

    _inherit = "servicedesk.work.order"

    @api.model
    def _get_engineer_domain(self):
        """Return the domain of those who are offered where an engineer is chosen."""
        others = self.env["res.users"]._get_no_engineers().ids
        return (
            "[('share', '=', False), ('company_ids', 'in', company_id),"
            f" ('id', 'not in', {others})]"
        )

    @api.constrains("user_id")
    def _check_engineer(self):
        for order in self:
            # sudo: res.users - the name of a colleague is told
            user = order.user_id.sudo()
            if user and user._is_no_engineer():
                raise ValidationError(
                    self.env._(
                        "%(user)s does no such work: it is the login of an interface"
                        " or of an auditor.",
                        user=user.name,
                    )
                )

    def _check_ordered(self, vals):
        result = super()._check_ordered(vals)
        if "responsible_id" in vals:
            self._check_responsible(vals["responsible_id"])
        return result

    def _check_responsible(self, user_id):
        """Raise where who does the work, or did, would answer for it from now on.

        Whoever is responsible is asked to verify it, which is for nobody's own work;
        and it is not his to say who else is.
        """
        user = self.env["res.users"].browse(user_id if arguments.is_id(user_id) else [])
        for order in self.filtered("date_sent"):
            if order.responsible_id == user:
                continue
            # sudo: servicedesk.work.order, res.users - who did what decides
            hands = order.sudo().with_context(active_test=False)
            hands = (hands.user_id | hands.doer_ids).partner_id
            if self.env.user.partner_id in hands:
                raise UserError(
                    self.env._(
                        "%(order)s is your own work: somebody else says who is"
                        " responsible for it.",
                        order=order.number,
                    )
                )
            # sudo: res.users - the names of colleagues are told
            if user.sudo().partner_id & hands:
                raise UserError(
                    self.env._(
                        "%(user)s does or did %(order)s: somebody else is responsible"
                        " for it, and verifies it.",
                        user=user.sudo().name,
                        order=order.number,
                    )
                )

    def write(self, vals):
        """Whoever becomes responsible is asked what the former one was asked."""
        former = {}
        if "responsible_id" in vals:
            former = {order: order.responsible_id for order in self}
        result = super().write(vals)
        for order, before in former.items():
            after = order.responsible_id
            if before == after or not after.active:
                continue
            # sudo: mail.activity - what is to be done goes with who is to do it
            asked = order.sudo().activity_ids
            kind_id = self.env["ir.model.data"]._xmlid_to_res_id(VERIFY)
            asked = asked.filtered(
                lambda one, before=before, kind_id=kind_id: (
                    one.user_id == before and one.activity_type_id.id == kind_id
                )
            )
            asked.write({"user_id": after.id})
        return result
