# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from werkzeug.exceptions import NotFound

from odoo.addons.rating.controllers.main import Rating


class ServicedeskRating(Rating):
    """Close Odoo's own rating page for the models of the suite.

    It knows three smileys, can be sent any number of times, and does not ask
    whether the ticket is solved at all. Confirming and rating are one page here.
    """

    def _get_rating_and_record(self, token):
        rating, record = super()._get_rating_and_record(token)
        if record._name.startswith("servicedesk."):
            raise NotFound()
        return rating, record
