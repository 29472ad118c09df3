# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class RatingRating(models.Model):
    """A rating of a ticket is the requester's word, taken with his answer.

    Odoo lets every employee read, write and make ratings: a solver could mend his
    own figures.
    """

    _name = "rating.rating"
    _inherit = ["servicedesk.shadow.mixin", "rating.rating"]
