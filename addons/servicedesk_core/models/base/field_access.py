# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models
from odoo.fields import Domain

OURS = "servicedesk."
NESTED = frozenset({"any", "not any"})


class Base(models.AbstractModel):
    """Who may not read a field of the desk does not search, sort or group by it either.

    Odoo checks the columns that a query touches. A field that is related, searches by
    a method of its own, or has a table of its own is replaced by other columns before
    that: each value of it could be found out by asking often enough. Here the field
    itself is checked, where it is named. What superuser mode asks is not.
    """

    _inherit = "base"

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not (self.env.su or bypass_access):
            domain = Domain(domain)
            self._check_searched(domain)
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    @api.model
    def _check_searched(self, domain):
        """Raise AccessError where the current user may not read what he searches by."""
        for condition in Domain(domain).iter_conditions():
            model = self
            for name in condition.field_expr.split("."):
                field = model._check_named(name)
                # What is left of the path is a part of it, as the month of a date.
                if not (field and field.comodel_name):
                    break
                model = self.env[field.comodel_name]
            else:
                value = condition.value
                is_domain = isinstance(value, Domain | list | tuple)
                if condition.operator in NESTED and is_domain:
                    model._check_searched(value)

    @api.model
    def _check_named(self, name):
        """Return the field with this name, if there is one.

        :raise AccessError: where it is the desk's and not the current user's to read.
        """
        field = self._fields.get(name)
        if field and self._name.startswith(OURS):
            self._check_field_access(field, "read")
        return field

    @api.model
    def _check_spec(self, spec):
        """Check what is grouped by or summed up: field, field:unit, or field.path."""
        self._check_named(spec.partition(":")[0].partition(".")[0])

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._check_spec(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._check_spec(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        self._check_spec(field_name)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
