# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from markupsafe import Markup

from odoo import api, models

from ...tools import notice


class ServicedeskNotice(models.Model):
    """Many tickets at once are told of in one message, not in as many."""

    _inherit = "servicedesk.notice"

    @api.model
    def _deliver(self, due):
        """Tell everybody what is due; return the values of mails yet to be made.

        :param list due: pairs of a waiting notice and the ``Line`` of whom it is for.
        """
        heaps = {}
        for row, line in due:
            heaps.setdefault(row._get_digest_key(line), []).append((row, line))
        mails = []
        for heap in heaps.values():
            if len(heap) > 1:
                mails += self._deliver_digest(heap)
            else:
                ((row, line),) = heap
                mails += row.ticket_id._deliver_notice(row._get_facts(), line)
        return mails

    def _get_digest_key(self, line):
        """Return by what notices are told together: one moment, to one colleague.

        A requester hears of each of his tickets where he answers it, and whoever is
        to be called has a task a ticket.
        """
        self.ensure_one()
        if line.person.side != notice.STAFF or line.channel == notice.CALL:
            return (self.id, line.rule.id, line.partner.id)
        moment = self.date_send or self.create_date
        return (moment, self.ticket_id.company_id, line.partner.id, line.channel)

    @api.model
    def _deliver_digest(self, heap):
        """Tell one person of several tickets; return the values of the mail, if any.

        The message hangs on none of them: who reads one need not read of the others.
        """
        row, line = heap[0]
        told = self.with_context(lang=line.partner.lang or self.env.lang)
        body, subject = told._render_digest(heap)
        if line.channel == notice.MAIL:
            ticket = row.ticket_id.with_env(told.env)
            return [ticket._prepare_digest_mail_vals(body, subject, line)]
        company = row.ticket_id.company_id
        thread = told.env["mail.thread"].with_company(company)
        thread.with_context(servicedesk_notice_inbox=True).message_notify(
            body=body,
            subject=subject,
            author_id=company.partner_id.id,
            partner_ids=line.partner.ids,
        )
        return []

    @api.model
    def _render_digest(self, heap):
        """Return (body, subject): a line a ticket, with a link and what happened."""
        events = {row.event for row, _line in heap}
        if events == {"assigned"}:
            subject = self.env._(
                "You have been assigned to %(count)s tickets", count=len(heap)
            )
        else:
            subject = self.env._("News of %(count)s tickets", count=len(heap))
        item = Markup('<li><a href="%s">%s</a><br/>%s</li>')
        items = []
        for row, _line in heap:
            ticket = row.ticket_id.with_env(self.env)
            link = ticket._notify_get_action_link("view")
            sentence = ticket._get_notice_sentence(row._get_facts())
            items.append(item % (link, ticket.display_name, sentence))
        body = Markup("<p>%s:</p><ul>%s</ul>") % (subject, Markup("").join(items))
        return self.env["mail.render.mixin"]._replace_local_links(body), subject
