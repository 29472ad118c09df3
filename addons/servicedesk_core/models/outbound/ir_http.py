# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from werkzeug.exceptions import HTTPException, NotFound

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
    def _match(cls, path_info):
        """Seal what the routes refuse, too: other methods, addresses to be mended."""
        try:
            return super()._match(path_info)
        except NotFound:
            raise
        except HTTPException as error:
            if cls._servicedesk_is_tokened():
                error.error_response = error.get_response(request.httprequest.environ)
                cls._servicedesk_seal(error.error_response)
            raise

    @classmethod
    def _serve_fallback(cls):
        """Find nothing under an address that the database cannot even look for."""
        if "\x00" in request.httprequest.path:
            return None
        return super()._serve_fallback()

    @classmethod
    def _post_dispatch(cls, response):
        result = super()._post_dispatch(response)
        cls._servicedesk_seal(response)
        return result

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        if not cls._servicedesk_is_tokened():
            return response
        if isinstance(response, HTTPException):
            response = response.get_response(request.httprequest.environ)
        cls._servicedesk_seal(response)
        return response

    @classmethod
    def _servicedesk_is_tokened(cls):
        http = request.httprequest
        return log_mask.is_tokened(http.path, http.query_string.decode("latin-1"))

    @classmethod
    def _servicedesk_seal(cls, response):
        if cls._servicedesk_is_tokened():
            for name, value in SEAL.items():
                response.headers[name] = value
