# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models
from odoo.exceptions import UserError

from ...tools import arguments
from ..ticket.servicedesk_ticket import DEED

# Where files wait that somebody uploaded for a message, or in the dialog.
PENDING = ("mail.compose.message", "servicedesk.ticket.move")


class ServicedeskTicket(models.Model):
    """Files that go along with a solution: on the ticket, in its mail.

    Only those that are named: a file that hangs on the ticket already may belong to a
    hidden note.
    """

    _inherit = "servicedesk.ticket"

    def _clean_answers(self, answers):
        answers = super()._clean_answers(answers)
        if "attachment_ids" in answers:
            ids = arguments.record_ids(
                self.env, answers["attachment_ids"], "attachment_ids"
            )
            answers["attachment_ids"] = ids
        if not answers.get("attachment_ids"):
            answers.pop("attachment_ids", None)
        return answers

    def _move(self, moves, answers=None, extra=None):
        """Hand the files on to where the solution is mailed; refuse others' first.

        :raise UserError: for files of others, and for a move that is no solution.
        """
        answers = dict(answers or {})
        ids = answers.pop("attachment_ids", None)
        if not ids:
            return super()._move(moves, answers, extra)
        self._check_work_access()
        if any(move.to_state != "resolved" for move in moves.values()):
            raise UserError(self.env._("Files go along with a solution only."))
        placed = self._place_solution_files(ids)
        solving = self.with_context(servicedesk_solution_files=(DEED, placed))
        moves = {
            ticket.with_context(solving.env.context): move
            for ticket, move in moves.items()
        }
        return super(ServicedeskTicket, solving)._move(moves, answers, extra)

    def _place_solution_files(self, ids):
        """Put files on the tickets; return {ticket id: ids of its files}.

        Of several tickets solved at once each gets its own copy.
        """
        found = {ticket: ticket._find_solution_files(ids) for ticket in self}
        placed = {}
        for ticket, files in found.items():
            place = {"res_model": self._name, "res_id": ticket.id}
            pending = files.filtered(lambda file: not file.res_id)
            kept = files - pending
            if placed:
                pending = pending.browse(file.copy(place).id for file in pending)
            placed[ticket.id] = (kept | pending).ids
        first = next(iter(found))
        pending = found[first].filtered(lambda file: not file.res_id)
        pending.write({"res_model": self._name, "res_id": first.id})
        return placed

    def _get_solution_files(self):
        """Return the ids of the files that go along with the solution just proposed."""
        self.ensure_one()
        mark = self.env.context.get("servicedesk_solution_files")
        # By RPC anybody names anything in a context, but not a tuple with this in it.
        if not isinstance(mark, tuple) or mark[0] is not DEED:
            return []
        return mark[1].get(self.id, [])

    def _find_solution_files(self, ids):
        """Return the files of ``ids``, if each may go along with the solution.

        It may if the user uploaded it for this, or if it hangs on this ticket and he
        may read it.

        :raise UserError: for any other, and for what is no file.
        """
        self.ensure_one()
        ids = arguments.record_ids(self.env, ids, "attachment_ids")
        # sudo: ir.attachment - whose file it is decides, just below
        files = self.env["ir.attachment"].sudo().browse(dict.fromkeys(ids)).exists()
        # What a field of some record holds is not a file that somebody uploaded.
        plain = files.filtered(lambda file: not file.res_field)
        mine = plain.filtered(
            lambda file: (
                file.create_uid == self.env.user
                and not file.public
                and not file.res_id
                and (not file.res_model or file.res_model in PENDING)
            )
        )
        here = plain.filtered(
            lambda file: file.res_model == self._name and file.res_id == self.id
        )
        here = here.sudo(False)._filtered_access("read").sudo()
        if len(mine | here) != len(set(ids)):
            raise UserError(
                self.env._(
                    "“%(argument)s”: only files that you added yourself, or that are on"
                    " %(ticket)s, go along with its solution.",
                    argument="attachment_ids",
                    ticket=self.number,
                )
            )
        return files
