# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import timedelta

import pytz
from markupsafe import Markup

from odoo import api, fields, models

from .intake_attention import DISPATCHERS
from .mail_message import TICKET

CRON = "servicedesk_core.ir_cron_tell_mail_attention"
MANAGERS = "servicedesk_core.group_servicedesk_manager"
INTEGRATIONS = "servicedesk_core.group_servicedesk_api"
# So many are looked through at once; the rest is told next time.
MOST = 1000
# From this hour on, by the clock of the company, people are told of the day before.
MORNING = 7
# After failures were told, so long no more are, however many there are.
PAUSE = timedelta(hours=1)


class ServicedeskMailIntake(models.Model):
    """Dispatchers are told of what waits for them: each morning, and at once when
    mails fail or one sender floods the desk.

    Everybody in one message, of what he may read himself, in his language, and by
    mail or in Odoo as he prefers. Where nothing waits, nobody hears anything.
    """

    _inherit = "servicedesk.mail.intake"

    date_told = fields.Datetime(readonly=True, copy=False)

    _untold_idx = models.Index("(id) WHERE is_urgent IS TRUE AND date_told IS NULL")

    @api.model
    def _ring_notice(self):
        """Have the job that tells people run soon."""
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron:
            # sudo: ir.cron - whoever delivers, dispatchers are told
            cron.sudo()._trigger()

    @api.model
    def _cron_tell_attention(self):
        """Tell people what is due; run each hour, and when something fails."""
        self._tell_urgent()
        self._tell_daily()

    @api.model
    def _tell_urgent(self):
        """Tell at once of failures and floods, at most once an hour in a company."""
        now = fields.Datetime.now()
        untold = self.search(
            [("is_urgent", "=", True), ("date_told", "=", False)], limit=MOST
        )
        told, companies = self.browse(), self.env["res.company"]
        for user in untold and self._get_dispatchers():
            last = user.company_id.servicedesk_mail_told
            if last and last > now - PAUSE:
                continue
            mails = self._as(user).search([("id", "in", untold.ids)])
            if mails:
                self._tell(user, [("id", "in", mails.ids)])
                told |= mails.with_env(self.env)
                companies |= user.company_id
        told.write({"date_told": now})
        companies.write({"servicedesk_mail_told": now})

    @api.model
    def _tell_daily(self):
        """Tell each dispatcher once a day of all that waits for him.

        Managers hear of mails that could not be sent, too: nobody else would.
        """
        waiting = [("needs_attention", "=", True)]
        unsent = self._count_unsent()
        if not unsent and not self.search_count(waiting, limit=1):
            return
        users = self._get_dispatchers()
        due = users.company_id.filtered(self._is_morning)
        for user in users.filtered(lambda user: user.company_id in due):
            self._tell(user, waiting, unsent.get(user.company_id.id, 0))
        for company in due:
            company.servicedesk_mail_told_on = self._get_local_time(company).date()

    @api.model
    def _get_local_time(self, company):
        """Return what the clock says at a company."""
        zone = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(pytz.timezone(zone))

    @api.model
    def _is_morning(self, company):
        """Return whether its people are to be told of today and were not yet."""
        local = self._get_local_time(company)
        return (
            local.hour >= MORNING and company.servicedesk_mail_told_on != local.date()
        )

    @api.model
    def _get_dispatchers(self):
        """Return the people who look after the intake; integrations read no notices."""
        people = self.env.ref(DISPATCHERS).all_user_ids.filtered("active")
        return people - self.env.ref(INTEGRATIONS).all_user_ids

    @api.model
    def _as(self, user):
        """Return the intake as a user finds it, in all of his companies."""
        return self.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids, lang=user.lang
        )

    @api.model
    def _tell(self, user, domain, unsent=0):
        """Tell one person what of ``domain`` waits for him, by the way he prefers.

        :param int unsent: how many mails of his company could not be sent.
        """
        told = self._as(user)
        lines = told._count_by_reason(domain)
        if user.has_group(MANAGERS):
            lines += told._count_unread()
        else:
            unsent = 0
        if not lines and not unsent:
            return
        body, subject = told._render_attention(lines, unsent)
        company = user.company_id
        thread = self.env["mail.thread"].with_context(
            lang=user.lang, mail_notify_force_send=False
        )
        thread.with_company(company).message_notify(
            body=body,
            subject=subject,
            author_id=company.partner_id.id,
            partner_ids=user.partner_id.ids,
        )

    @api.model
    def _count_by_reason(self, domain):
        """Return [(reason in words, count)] of the mails that the user reads."""
        states = dict(self._fields["state"]._description_selection(self.env))
        reasons = dict(self._fields["reason"]._description_selection(self.env))
        found = self._read_group(domain, ["state", "reason"], ["__count"])
        return [
            (reasons.get(reason) if state == "parked" and reason else states[state], n)
            for state, reason, n in found
        ]

    @api.model
    def _count_unread(self):
        """Return [(team in words, count)] of waiting mail that no dispatcher reads.

        It came to a confidential team: who sits there and is a dispatcher decides. A
        manager learns that there is some, as he does of confidential tickets.
        """
        # sudo: servicedesk.mail.intake - numbers of what the manager does not read
        found = self.sudo()._read_group(
            [
                ("needs_attention", "=", True),
                ("ticket_id", "=", False),
                ("team_id", "in", list(self._get_hidden_team_ids())),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["team_id"],
            ["__count"],
        )
        return [
            (self.env._("Confidential, for %(team)s alone", team=team.name), count)
            for team, count in found
        ]

    @api.model
    def _count_unsent(self):
        """Return {company id: how many mails about tickets failed since yesterday}."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        # sudo: mail.mail - only how many there are
        groups = self.env["mail.mail"].sudo()
        groups = groups._read_group(
            [
                ("state", "=", "exception"),
                ("model", "=", TICKET),
                ("write_date", ">=", since),
            ],
            ["record_company_id"],
            ["__count"],
        )
        return {company.id: count for company, count in groups}

    @api.model
    def _render_attention(self, lines, unsent=0):
        """Return (body, subject): how many mails wait for what reason, and where."""
        total = sum(count for _name, count in lines) + unsent
        subject = self.env._("Mails to look at: %(count)s", count=total)
        items = Markup("").join(Markup("<li>%s: %s</li>") % line for line in lines)
        link = Markup('<p><a href="%s/odoo/mail-intake">%s</a></p>') % (
            self.get_base_url(),
            self.env._("Open the mail intake"),
        )
        intro = self.env._(
            "These mails made no ticket. They are kept as they came until somebody"
            " decides what to do with them:"
        )
        body = Markup("<p>%s</p><ul>%s</ul>%s") % (intro, items, link)
        if unsent:
            failed = self.env._(
                "Mails about tickets that could not be sent since yesterday:"
                " %(count)s. Administrators find them in the list of emails.",
                count=unsent,
            )
            body = (body if lines else Markup()) + Markup("<p>%s</p>") % failed
        return body, subject


class ResCompany(models.Model):
    _inherit = "res.company"

    servicedesk_mail_told = fields.Datetime(
        string="Told of Failed Mail", readonly=True, groups="base.group_system"
    )
    servicedesk_mail_told_on = fields.Date(
        string="Told of Waiting Mail", readonly=True, groups="base.group_system"
    )
