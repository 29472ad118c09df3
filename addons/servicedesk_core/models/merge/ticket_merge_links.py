# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import models


class ServicedeskTicket(models.Model):
    """Links and follow-ups go over when tickets are merged, and return.

    All methods are called in superuser mode by the deeds, which have checked who works
    on both tickets. Who may not read the other end sees it on the survivor no more
    than on the merged ticket.
    """

    _inherit = "servicedesk.ticket"

    def _hand_over_links(self, survivor):
        """Give the survivor what this ticket is linked with; return what that was."""
        self.ensure_one()
        linked = self.related_ids if self.related_count else self.browse()
        fresh = self.browse()
        if linked:
            self._unlink_related(linked)
            for _ticket, other in survivor._link(linked - survivor):
                fresh |= other
        return {
            "links": linked.ids,
            "links_new": fresh.ids,
            **self._hand_over_follow_ups(survivor),
        }

    def _hand_over_follow_ups(self, survivor):
        """Have what follows this ticket up follow the survivor, and the reverse."""
        following = self.search([("follow_up_of_id", "=", self.id)]) - survivor
        if following:
            following._without_deed()._write_deed({"follow_up_of_id": survivor.id})
        followed = self.follow_up_of_id
        takes = followed and followed != survivor and not survivor.follow_up_of_id
        if takes and followed not in following:
            survivor._write_deed({"follow_up_of_id": followed.id})
        else:
            followed = followed.browse()
        return {"follow_ups": following.ids, "followed": followed.id}

    def _take_links_back(self, survivor, facts):
        """Undo :meth:`_hand_over_links`, as far as it is still as it was left."""
        fresh = self.browse(facts.get("links_new")).exists()
        if fresh:
            survivor._unlink_related(fresh)
        linked = self.browse(facts.get("links")).exists()
        if linked:
            self._link(linked)
        following = self.browse(facts.get("follow_ups")).exists()
        following = following.filtered(lambda one: one.follow_up_of_id == survivor)
        if following:
            following._without_deed()._write_deed({"follow_up_of_id": self.id})
        followed = facts.get("followed")
        if followed and survivor.follow_up_of_id.id == followed:
            survivor._write_deed({"follow_up_of_id": False})
