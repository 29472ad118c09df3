# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.fields import Domain


def search_readable(name):
    """Return the ``search`` of a field that lists tickets, called ``name``.

    Odoo compares such a field with ids in superuser mode: whoever reads contacts, or
    components, asked by the number of a confidential ticket whose it is. So ids are
    looked up as tickets first, with the rights of who asks; the rest stays as it is.
    """

    def search(records, operator, value):
        if operator == "not in":
            return NotImplemented
        if operator != "in" or records.env.su:
            return Domain(name, operator, value)
        ids = [one for one in value if one]
        found = Domain(name, "any", Domain("id", "in", ids))
        if len(ids) < len(value):
            found |= Domain(name, "not any", Domain.TRUE)
        return found

    return search


def keep_readable(model, defaults):
    """Return those defaults of a form whose records the user reads.

    Odoo tells the name of whatever a form starts with, in superuser mode.
    """
    if model.env.su:
        return defaults
    kept = {}
    for name, value in defaults.items():
        field = model._fields[name]
        if field.type == "many2one" and type(value) is int and value:
            if not model.env[field.comodel_name].browse(value).has_access("read"):
                continue
        kept[name] = value
    return kept
