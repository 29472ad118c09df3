# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError

# By these somebody comes to read confidential tickets as an approver.
READER_FIELDS = frozenset({"approver_ids", "is_confidential", "parent_id"})


class ServicedeskService(models.Model):
    """Who approves what is ordered, and so reads the tickets, of any company.

    A part that names nobody has the approvers of the whole. Confidential tickets are
    read by those only whom a confidential service names itself.
    """

    _inherit = "servicedesk.service"

    approver_ids = fields.Many2many(
        "res.users",
        "servicedesk_service_approver_rel",
        string="Approvers",
        domain=[("share", "=", False)],
        help="Who is asked before a request is carried out. Employees, of any company:"
        " they read the tickets of this service. Empty: those of the whole.",
    )

    @api.constrains("approver_ids")
    def _check_approver_ids(self):
        for service in self.with_context(active_test=False):
            outside = service.approver_ids.filtered("share")
            if outside:
                raise ValidationError(
                    self.env._(
                        "%(user)s is no employee, so he cannot approve what is ordered"
                        " of “%(service)s”: approvers read its tickets.",
                        user=outside[0].name,
                        service=service.name,
                    )
                )

    # ------------------------------------------------------------------
    # What they read
    # ------------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _get_named_approvers(self):
        """Return {service id: ids of the approvers that it names itself}."""
        # sudo: servicedesk.service, res.users - approval decides access, so it is
        # read first
        services = self.sudo().with_context(active_test=False)
        found = services.search([("approver_ids", "!=", False)])
        named = {
            service.id: frozenset(
                service.approver_ids.filtered(lambda user: not user.share).ids
            )
            for service in found
        }
        return {service_id: ids for service_id, ids in named.items() if ids}

    @api.model
    def _get_approver_ids(self, service_id, is_confidential=False):
        """Return the ids of the users who approve, and read, a ticket of a service."""
        named = self._get_named_approvers()
        if is_confidential:
            if service_id not in self._get_confidential_ids():
                return frozenset()
            return named.get(service_id, frozenset())
        path = self._get_facts(service_id).path if named else ()
        return next((named[one] for one in path if one in named), frozenset())

    @api.model
    @tools.ormcache("user_id")
    def _get_approved_ids(self, user_id):
        """Return two tuples: of which services a user reads tickets as an approver.

        Of the first he reads those that are not confidential, of the second all.
        """
        if not any(user_id in ids for ids in self._get_named_approvers().values()):
            return (), ()
        return tuple(
            tuple(
                service_id
                for service_id in self._get_all_facts()
                if user_id in self._get_approver_ids(service_id, is_confidential)
            )
            for is_confidential in (False, True)
        )

    # ------------------------------------------------------------------
    # Who names them
    # ------------------------------------------------------------------

    def write(self, vals):
        """Nobody lets others read confidential tickets that he does not read.

        :raise AccessError: see :meth:`_check_secret_approvals`.
        """
        if self.env.su or not READER_FIELDS & vals.keys():
            return super().write(vals)
        before, hidden = self._get_secret_approvals(), self._find_hidden_tickets()
        result = super().write(vals)
        self._check_secret_approvals(self._get_secret_approvals() - before, hidden)
        return result

    def _get_secret_approvals(self):
        """Return {(service id, user id)} of who reads confidential tickets by approval.

        Asked of the database: while an import runs the caches are behind.
        """
        # sudo: servicedesk.service - parts may be hidden from the one who writes
        services = self.sudo().with_context(active_test=False)
        marked = services.search([("is_confidential", "=", True)])
        secret = services.search(
            [
                ("id", "child_of", self.ids),
                ("id", "child_of", marked.ids),
                ("approver_ids", "!=", False),
            ]
        )
        return {
            (service.id, user.id) for service in secret for user in service.approver_ids
        }

    def _find_hidden_tickets(self):
        """Return the services here that have confidential tickets hidden from me."""
        # sudo: servicedesk.ticket - whether there are any that the user does not read
        tickets = self.env["servicedesk.ticket"].sudo()
        domain = [
            ("service_id", "child_of", self.ids),
            ("is_confidential", "=", True),
            ("can_work", "=", False),
        ]
        return self.browse(
            service.id for [service] in tickets._read_group(domain, ["service_id"])
        )

    def _check_secret_approvals(self, added, hidden):
        """Raise when who is added reads what the current user does not read himself.

        Managers configure every service, and could let themselves in. While there is
        no confidential ticket yet, approvers are anybody's to name.

        :param added: {(service id, user id)}
        :param hidden: see :meth:`_find_hidden_tickets`.
        :raise AccessError: naming the service.
        """
        added = hidden.browse({service_id for service_id, _user_id in added})
        if not added & hidden or self.env.user._is_system():
            return
        raise AccessError(
            self.env._(
                "“%(service)s” has confidential tickets that you do not read: only who"
                " reads them, or an administrator, says who approves them.",
                # sudo: servicedesk.service - a part may be hidden from him
                service=(added & hidden)[0].sudo().name,
            )
        )
