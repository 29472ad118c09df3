# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import request

from ...tools import log_mask

# A page that is opened by a link leaves no trace of its address anywhere.
SEAL = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


class IrHttp(models.AbstractModel):
    """Whatever answers under an address that holds a token says so to the browser.

    The pages themselves, and those that Odoo shows in their place: unknown, refused,
    sent twice, failed.
    """

    _inherit = "ir.http"

    @classmethod
    def _post_dispatch(cls, response):
        result = super()._post_dispatch(response)
        cls._servicedesk_seal(response)
        return result

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        http = request.httprequest
        if not log_mask.is_tokened(http.path, http.query_string.decode("latin-1")):
            return response
        if isinstance(response, HTTPException):
            response = response.get_response(http.environ)
        cls._servicedesk_seal(response)
        return response

    @classmethod
    def _servicedesk_seal(cls, response):
        http = request.httprequest
        if log_mask.is_tokened(http.path, http.query_string.decode("latin-1")):
            for name, value in SEAL.items():
                response.headers[name] = value
