# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from ast import literal_eval
from email.message import Message
from email.policy import compat32

from odoo import SUPERUSER_ID, fields, models, tools

from ...tools import mail_envelope, mail_thread
from .intake_thread import plain_address
from .mail_message import TICKET

# What delivering has to do besides, kept with the mail's values until then.
PLAN = "servicedesk_plan"


class ServicedeskMailIntake(models.Model):
    """Find out where a mail goes: to a ticket, or to a team."""

    _inherit = "servicedesk.mail.intake"

    addressed = fields.Json(
        readonly=True, help="The teams that the mail has been brought to so far."
    )

    # ------------------------------------------------------------------
    # Where
    # ------------------------------------------------------------------

    def _route_mail(self, message, values):
        """Return where the mail goes, as Odoo's routes.

        To the ticket that it answers; else to the desks it is addressed to, one ticket
        a company; besides to what else has an address here. Nothing is answered from
        here: who may not write to a desk is not told so, his mail is parked.
        """
        head = self._get_head(message)
        address = self._settle_sender(head, values)
        values["author_id"] = self._find_author(address, values)
        uid = self._get_sender_uid(values["author_id"])
        desks, others = self._get_addressed(self._get_recipients(head))
        plan = values[PLAN] = {}
        thread = self._find_thread(head, address)
        if beside := self._route_beside(head, thread, desks, address, values):
            return beside + self._route_others(message, values, thread, others, uid)
        if thread.ticket and self._is_for_others(thread, desks):
            # Never a word of it in the other ticket, nor of that one here.
            thread.ticket = thread.twins = thread.ticket.browse()
            desks = self._put_confidential_first(desks)
        if thread.ticket:
            self._judge(head, thread, address, values)
            if thread.answerer and not values["is_internal"]:
                plan["original"] = (address, thread.answerer)
            routes = self._route_to_thread(thread, desks, uid)
        else:
            values.pop("parent_id", None)
            plan["quoted"] = thread.quoted
            routes = self._route_to_desks(desks, values, plan, uid)
        routes += self._route_others(message, values, thread, others, uid)
        return routes or self._route_rest(message, values, plan, thread, uid)

    def _route_beside(self, head, thread, desks, address, values):
        """Return the routes to what hangs on a ticket and has mails of its own.

        None here, for whatever does.
        """
        return []

    def _screen_routes(self, message, values, routes):
        """Park what no desk takes from this sender; ask for more reasons otherwise."""
        if not routes:
            return "refused", (values.get(PLAN) or {}).get("refused")
        return super()._screen_routes(message, values, routes)

    def _get_head(self, message):
        """Return the mail's head as it came: nothing in it can make reading fail."""
        head = Message(policy=compat32)
        for name, value in message.raw_items():
            head.set_raw(name, value)
        return head

    def _get_recipients(self, head):
        """Return whom the mail went to: the visible first, then as servers noted."""
        names = (*mail_envelope.VISIBLE, *mail_envelope.DELIVERED)
        if any(mail_envelope.is_cut(head, name) for name in names):
            return self._get_envelope().recipients
        every = [
            *mail_thread.addresses(head, *mail_envelope.VISIBLE),
            *mail_envelope.addresses(self.recipient or ""),
            *mail_thread.addresses(head, *mail_envelope.DELIVERED),
        ]
        return list(dict.fromkeys(every))

    # ------------------------------------------------------------------
    # From whom
    # ------------------------------------------------------------------

    def _settle_sender(self, head, values):
        """Return the sender's plain address, and have the mail be his."""
        address = self._find_sender(head, values)
        if address and address != plain_address(values.get("email_from")):
            values["email_from"] = values["from"] = address
        return address

    def _find_sender(self, head, values):
        """Return the sender's plain address; where From has none, who else signed.

        A group that forwards in the name of the desk says elsewhere who wrote. Without
        any sender there is nobody to answer, but still a ticket.
        """
        own = self.env["servicedesk.mail.sender"]._get_own_addresses()
        address = plain_address(values.get("email_from"))
        if address and address not in own:
            return address
        names = ("From", "Reply-To", "Sender")
        if address:
            names = ("X-Original-From", "X-Original-Sender", "Reply-To")
        signed = (
            one for name in names for _called, one in mail_envelope.senders(head, name)
        )
        return next((one for one in signed if one not in own), "")

    def _find_author(self, address, values):
        """Return the id of the sender's contact, or False; he reads mail again."""
        if not address:
            return False
        people = self.env["mail.thread"]._partner_find_from_emails_single(
            [values["email_from"]], no_create=True
        )
        author = people[:1]
        if author.message_bounce:
            author._message_reset_bounce(address)
        return author.id

    def _get_sender_uid(self, author_id):
        """Return the id of the user who sends, else of the system."""
        author = self.env["res.partner"].browse(author_id or [])
        return author.main_user_id.id or SUPERUSER_ID

    # ------------------------------------------------------------------
    # To tickets
    # ------------------------------------------------------------------

    def _is_for_others(self, thread, desks):
        """Return whether a mail that names a ticket is meant for other desks alone.

        Anybody's mail may stand among what a mail refers to. Who writes to a
        confidential desk, and not to the ticket's, tells it nobody else; who writes to
        another company's, does so unless he answers what we sent him. Desks that had
        the ticket before count as its own: their mails are answered, too.
        """
        team_ids = {desk["team_id"] for desk in desks if desk["team_id"]}
        if not desks:
            team_ids = set(self.fetchmail_server_id.servicedesk_team_id.ids)
        if not team_ids or thread.ticket.team_id.id in team_ids:
            return False
        for found in thread.ticket | thread.twins:
            if not team_ids.isdisjoint(found._get_former_team_ids()):
                thread.aim(found)
                return False
        companies = {desk["company_id"] for desk in desks} - {False}
        own = (thread.ticket | thread.twins).company_id.ids
        foreign = bool(companies) and companies.isdisjoint(own)
        secret = self.env["servicedesk.team"]._get_confidential_ids()
        return foreign and not thread.is_ours or not secret.isdisjoint(team_ids)

    def _put_confidential_first(self, desks):
        """Return the desks in the order in which they get a mail kept from others."""
        secret = self.env["servicedesk.team"]._get_confidential_ids()
        return sorted(desks, key=lambda desk: desk["team_id"] not in secret)

    def _route_to_thread(self, thread, desks, uid):
        """Return the routes to the ticket, and to its twins whose desks are addressed.

        One mail to the desks of two companies has made two tickets: an answer to all
        is an answer on both.
        """
        ticket = thread.ticket
        companies = {desk["company_id"] for desk in desks} - {ticket.company_id.id}
        twins = thread.twins.filtered(lambda twin: twin.company_id.id in companies)
        return [(TICKET, found.id, None, uid, None) for found in ticket + twins]

    def _route_to_desks(self, desks, values, plan, uid):
        """Return a route for the first desk of each company; note the others."""
        routes, by_company = [], {}
        for desk in desks:
            if refusal := self._get_refusal(desk, values):
                plan["refused"] = refusal
                continue
            by_company.setdefault(desk["company_id"], []).append(desk)
        for company_desks in by_company.values():
            first = company_desks[0]
            tag = next((desk["tag"] for desk in company_desks if desk["tag"]), "")
            added = first["defaults"] | self._prepare_tag_vals(tag)
            routes.append((TICKET, first["thread_id"], added, uid, None))
        plan["teams"] = {
            company_id: [desk["team_id"] for desk in company_desks]
            for company_id, company_desks in by_company.items()
        }
        return routes

    def _get_refusal(self, desk, values):
        """Return why a desk takes no mail of this sender, or None."""
        if desk["contact"] not in ("partners", "followers"):
            return None
        if self.env.context.get("servicedesk_by_hand"):
            return None
        alias = self.env["mail.alias"].browse(desk["alias_id"])
        team = self.env["servicedesk.team"].browse(desk["team_id"] or [])
        error = team._alias_get_error(None, values, alias)
        return alias.alias_full_name or alias.alias_name if error else None

    def _prepare_tag_vals(self, tag):
        """Return what the tag in ``desk+tag@`` says; tags are never made by mail."""
        if not tag:
            return {}
        tags = self.env["servicedesk.tag"].search(
            [("name", "=ilike", tools.escape_psql(tag))], limit=1
        )
        return {"mail_tag": tag, "tag_ids": [fields.Command.set(tags.ids)]}

    # ------------------------------------------------------------------
    # Elsewhere
    # ------------------------------------------------------------------

    def _route_others(self, message, values, thread, alias_ids, uid):
        """Return Odoo's routes to addressed aliases that are no team's.

        What answers one of their records goes there; the rest makes a new one.
        """
        routes = []
        for alias in self.env["mail.alias"].browse(alias_ids):
            model = alias.alias_model_id.model
            answered = thread.elsewhere.filtered(
                lambda found, model=model: found.model == model
            )
            thread_id = answered[:1].res_id or alias.alias_force_thread_id
            added = literal_eval(alias.alias_defaults or "{}")
            route = (model, thread_id, added, uid, alias)
            routes += self._check_route(message, values, route)
        return routes

    def _check_route(self, message, values, route):
        """Return [the route] if Odoo lets it pass, else an empty list."""
        model = self.env[route[0]] if route[0] in self.env else self.env["mail.thread"]
        if not hasattr(model, "_routing_check_route"):
            model = self.env["mail.thread"]
        checked = model._routing_check_route(
            message, values, route, raise_exception=False
        )
        return [checked] if checked else []

    def _route_rest(self, message, values, plan, thread, uid):
        """Return the route of a mail that names no address of ours, or refused it.

        Bcc, forwarded, with another To: the team of the mailbox it lay in takes it;
        then what the mailbox was set up for; in the end the first line.
        """
        if plan.get("refused"):
            return []
        options = self.options or {}
        model, added = options.get("model"), dict(options.get("custom_values") or {})
        team = self.fetchmail_server_id.servicedesk_team_id
        if not team and (elsewhere := thread.elsewhere[:1]).model:
            route = (elsewhere.model, elsewhere.res_id, None, uid, None)
            if routes := self._check_route(message, values, route):
                return routes
        if not team and model and model != TICKET:
            route = (model, options.get("thread_id"), added, uid, None)
            return self._check_route(message, values, route)
        if not team and not added.get("team_id"):
            company = self.env["res.company"].browse(options.get("company_id") or [])
            company = company.exists() or self.env.company
            team = self.env["servicedesk.team"]._get_first_line(company)
        if team:
            added["team_id"] = team.id
        team = team.browse(added.get("team_id") or []).exists()
        plan["teams"] = {team.company_id.id: team.ids}
        return [(TICKET, options.get("thread_id") or 0, added, uid, None)]

    # ------------------------------------------------------------------
    # Besides
    # ------------------------------------------------------------------

    def _deliver(self, message, values, routes):
        """Tell the other desks, link what belongs together, note what was quoted."""
        plan = values.pop(PLAN, None) or {}
        tickets = super()._deliver(message, values, routes)
        if tickets and (original := plan.get("original")):
            tickets[0]._join_original(values, *original)
        by_company = plan.get("teams")
        if by_company and tickets:
            self._tell_desks(tickets, by_company)
        for quoted in plan.get("quoted") or ():
            for ticket in tickets:
                ticket._note_quoted(quoted)
        return tickets

    def _tell_desks(self, tickets, by_company):
        for ticket in tickets:
            teams = self.env["servicedesk.team"].browse(
                by_company.get(ticket.company_id.id, [])[1:]
            )
            ticket._follow_by_teams(teams - ticket.team_id)
        tickets._note_twins()
        self.addressed = sorted(
            {team_id for ids in by_company.values() for team_id in ids if team_id}
        )

    def _add_desks(self, envelope, options):
        """Bring a mail to desks that only this copy of it was delivered to.

        A desk in Bcc has its copy in its own mailbox, and nothing in the first copy
        speaks of it. The caller holds the lock on this row.

        :param Envelope envelope: the head of the repeated mail.
        :param dict options: how it was handed over.
        """
        self.ensure_one()
        desks, _others = self._get_addressed(envelope.recipients)
        team_ids = {desk["team_id"] for desk in desks if desk["team_id"]}
        if not desks:
            server_id = options.get("fetchmail_server_id")
            server = self.env["fetchmail.server"].browse(server_id or [])
            team_ids = set(server.servicedesk_team_id.ids)
        fresh = team_ids.difference(self.addressed or ())
        # What answered a ticket went there, whomever it was addressed to.
        if fresh and self.addressed and self.ticket_id:
            self._bring_to(self.env["servicedesk.team"].browse(sorted(fresh)))

    def _bring_to(self, teams):
        """Let teams of the same company look on; make linked tickets for others."""
        tickets = self.ticket_ids | self.ticket_id
        self.addressed = sorted({*self.addressed, *teams.ids})
        for team in teams:
            own = tickets.filtered(
                lambda ticket, team=team: ticket.company_id == team.company_id
            )
            if own:
                own[:1]._get_survivor()._follow_by_teams(team - own[:1].team_id)
                continue
            message, values = self._read_mail()
            address = self._settle_sender(self._get_head(message), values)
            values["author_id"] = self._find_author(address, values)
            values.pop("parent_id", None)
            uid = self._get_sender_uid(values["author_id"])
            route = (TICKET, 0, {"team_id": team.id}, uid, None)
            made = self._deliver(message, values, [route])
            tickets |= made
            tickets._note_twins()
            self._link_tickets(made)

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    def _get_addressed(self, recipients):
        """Return (desks, ids of other aliases) among the recipients, in their order.

        Each desk once: a dict as :meth:`mail.alias._get_desk_facts` gives it, with the
        ``tag`` of its address.
        """
        aliases = self.env["mail.alias"]
        facts = aliases._get_desk_facts()
        desks, other_ids = {}, {}
        for recipient in recipients:
            alias_id, tag = aliases._find_desk(recipient)
            if alias_id in facts:
                desk = desks.setdefault(alias_id, {**facts[alias_id], "tag": tag})
                desk["tag"] = desk["tag"] or tag
            elif alias_id:
                other_ids[alias_id] = True
            elif other := aliases._find_other_alias(recipient):
                other_ids[other] = True
        companies = self.env["servicedesk.team"]._get_companies_by_team()
        for desk in desks.values():
            desk["company_id"] = companies.get(desk["team_id"], False)
            desk["defaults"] = dict(desk["defaults"])
        return list(desks.values()), list(other_ids)
