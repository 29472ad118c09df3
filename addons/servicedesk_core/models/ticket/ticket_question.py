# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging

from odoo import models
from odoo.exceptions import RedirectWarning

# What integrators call in place of a write of the stage that was refused.
DEED_FOR_STATE = {
    "waiting": "action_wait",
    "resolved": "action_resolve",
    "closed": "action_close",
    "cancelled": "action_cancel",
    "in_progress": "action_start or action_reopen",
}


class ServicedeskTicket(models.Model):
    """What is said when a ticket is dragged into a stage that asks something."""

    _inherit = "servicedesk.ticket"

    def _prepare_question(self, move, tickets):
        """Return the warning that asks what ``move`` needs to know.

        People read what is missing, and their button opens the dialog of the move
        for all of ``tickets``. Programs find the deed to call in its last argument,
        as ``servicedesk_deed``.

        :rtype: RedirectWarning
        """
        text, button = self._get_question_words(move)
        warning = RedirectWarning(
            text,
            self.env.ref("servicedesk_core.servicedesk_ticket_move_action").id,
            button,
            {
                "default_ticket_ids": tickets.ids,
                "default_transition_id": move.id,
                "active_model": self._name,
                "active_ids": tickets.ids,
                "servicedesk_deed": DEED_FOR_STATE.get(move.to_state, "action_move"),
            },
        )
        # A drag that needs an answer is daily work, no error of the server.
        warning.loglevel = logging.INFO
        return warning

    def _get_question_words(self, move):
        """Return (what is missing, the button that leads to it) for ``move``."""
        self.ensure_one()
        env = self.env
        if move.to_state == "resolved":
            return env._("Resolving needs a solution."), env._("Write the solution")
        if move.to_state == "waiting":
            return (
                env._("Waiting needs a reason: who or what is waited for?"),
                env._("Choose the reason"),
            )
        if move.to_state == "closed" and self._is_unanswered():
            return (
                env._("The requester has not answered yet: why is it closed now?"),
                env._("Write the reason"),
            )
        if move.to_state == "cancelled":
            return env._("Cancelling needs a reason."), env._("Write the reason")
        return (
            env._("“%(move)s” needs a comment.", move=move.name),
            env._("Write the comment"),
        )
