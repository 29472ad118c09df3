# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models

from ...tools import log_words

# By these a user comes to a group, or leaves it.
USER_CAUSES = frozenset({"group_ids", "active", "all_group_ids", "role"})
DESK_GROUPS = (
    "agent",
    "dispatcher",
    "manager",
    "auditor",
    "service_owner",
    "api",
)
GROUP_CAUSES = frozenset(
    {"user_ids", "all_user_ids", "implied_ids", "all_implied_ids", "implied_by_ids"}
)


class ServicedeskLog(models.Model):
    """Write down who came to the groups of the desk, and who left them."""

    _inherit = "servicedesk.log"

    @api.model
    def _get_desk_groups(self):
        """Return the groups that give rights in the desk."""
        found = (
            self.env.ref(f"servicedesk_core.group_servicedesk_{name}", False)
            for name in DESK_GROUPS
        )
        # sudo: res.groups - their members, for the log
        return self.env["res.groups"].sudo().union(*(group for group in found if group))

    @api.model
    def _get_members(self, users=None):
        """Return {user: the names of the desk groups he is in, by whatever way}.

        :param res.users users: of whom it is asked; None: of everybody.
        """
        groups = self._get_desk_groups()
        if users is None:
            users = groups.all_user_ids
        return {
            user: set((user.all_group_ids & groups).mapped("full_name"))
            for user in users
            if user.active
        }

    @api.model
    def _append_membership(self, before, users=None):
        """Write a row for each user who is in other groups than ``before``."""
        now = self._get_members(users)
        label = self.env["res.users"]._fields["group_ids"]
        rows = []
        for user in sorted(before.keys() | now.keys(), key=lambda user: user.id):
            past, present = before.get(user, set()), now.get(user, set())
            if past == present or not user.exists():
                continue
            told = log_words.tell_lists(past, present)
            rows.append(
                {
                    "what": "config",
                    "scope": "write",
                    "company_id": user.company_id.id,
                    "res_model": user._name,
                    "res_id": user.id,
                    "res_name": user.name,
                    "details": f"{label._description_string(self.env)}: {told}",
                }
            )
        self._append(rows)


class ResUsers(models.Model):
    """Who became manager is written down, and by whom."""

    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        log = self.env["servicedesk.log"]
        if log._is_watching():
            # sudo: res.users - what is there before and after is written down
            log._append_membership({}, users.sudo())
        return users

    def write(self, vals):
        log = self.env["servicedesk.log"]
        if not (USER_CAUSES & vals.keys()) or not log._is_watching():
            return super().write(vals)
        # sudo: res.users - which groups they are in, for the log
        users = self.sudo()
        before = log._get_members(users)
        result = super().write(vals)
        log._append_membership(before, users)
        return result


class ResGroups(models.Model):
    """Who comes into the desk's groups by other groups is written down as well."""

    _inherit = "res.groups"

    @api.model_create_multi
    def create(self, vals_list):
        log = self.env["servicedesk.log"]
        watched = log._is_watching() and any(
            vals.get("implied_ids") for vals in vals_list
        )
        before = log._get_members() if watched else {}
        groups = super().create(vals_list)
        if watched:
            log._append_membership(before)
        return groups

    def write(self, vals):
        log = self.env["servicedesk.log"]
        if not (GROUP_CAUSES & vals.keys()) or not log._is_watching():
            return super().write(vals)
        before = log._get_members()
        result = super().write(vals)
        log._append_membership(before)
        return result
