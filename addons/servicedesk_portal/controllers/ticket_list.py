# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from itertools import groupby as group_consecutive

from odoo import http
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import escape_psql

from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.addons.servicedesk_core.controllers import guard

from .ticket_pages import TicketPages

# No count in the portal goes further: counting a company's whole history to say
# "84,312" helps nobody, and takes longer than the page.
COUNT_LIMIT = 1000
SEARCH_LIMIT = 200  # characters

# What the reader chooses, and what other pages of the list keep.
CHOICES = ("sortby", "filterby", "groupby", "search", "search_in")

ROW_FIELDS = (
    "number",
    "name",
    "state",
    "is_open",
    "stage_id",
    "ticket_type_id",
    "partner_id",
    "waiting_reason",
    "confirmation",
    "date_due",
    "create_date",
)


class TicketList(TicketPages):
    _tickets_per_page = 20

    def _prepare_home_portal_values(self, counters):
        """Count open tickets, and those that wait for the reader's answer."""
        values = super()._prepare_home_portal_values(counters)
        for counter, filterby in (
            ("ticket_count", "open"),
            ("ticket_answer_count", "answer"),
        ):
            if counter in counters:
                values[counter] = self._count_tickets(
                    self._get_filters()[filterby]["domain"]
                )
        return values

    @http.route(
        ["/my/tickets", "/my/tickets/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def portal_my_tickets(self, page=1, **params):
        """List the reader's tickets; unknown parameters count as not given."""
        chosen = self._read_choices(params)
        total = self._count_tickets(chosen["domain"])
        pager = portal_pager(
            url="/my/tickets",
            total=total,
            page=page,
            step=self._tickets_per_page,
            url_args={name: chosen[name] for name in CHOICES},
        )
        rows = self._read_rows(chosen["domain"], chosen["order"], pager["offset"])
        values = {
            **chosen,
            "page_name": "servicedesk_tickets",
            "default_url": "/my/tickets",
            "groups": self._group_rows(rows, chosen["key"]),
            "show_requester": self._sees_colleagues(),
            "is_bounded": total >= COUNT_LIMIT,
            "is_repeated": bool(params.get("sent")),
            "pager": pager,
        }
        return request.render("servicedesk_portal.portal_my_tickets", values)

    def _read_choices(self, params):
        """Return what the reader chose, or what stands for it, and what follows.

        Open tickets are shown unless he asks for others, or searches: then he means
        all of them.
        """
        sortings, filters = self._get_sortings(), self._get_filters()
        groupings, inputs = self._get_groupings(), self._get_inputs()
        search = guard.text(params.get("search")).strip()[:SEARCH_LIMIT]

        def choose(name, offered, default):
            return params[name] if params.get(name) in offered else default

        sortby = choose("sortby", sortings, "newest")
        groupby = choose("groupby", groupings, "none")
        search_in = choose("search_in", inputs, "all")
        filterby = choose("filterby", filters, "all" if search else "open")
        domain = filters[filterby]["domain"]
        if search:
            domain &= inputs[search_in]["domain"](search)
        orders = (groupings[groupby]["order"], sortings[sortby]["order"])
        return {
            "search": search,
            "search_in": search_in,
            "sortby": sortby,
            "groupby": groupby,
            "filterby": filterby,
            "filters": filters,
            "searchbar_inputs": inputs,
            "searchbar_sortings": sortings,
            "searchbar_groupby": groupings,
            "domain": domain,
            "order": ", ".join(filter(None, orders)),
            "key": groupings[groupby].get("key"),
        }

    # ------------------------------------------------------------------
    # Which tickets
    # ------------------------------------------------------------------

    def _get_scope(self):
        """Return which tickets the reader calls his own.

        For people on the requester's side the record rules say it. The desk's people
        read, and follow, other people's tickets as their work: here they are
        requesters like any other, with what they asked for themselves.
        """
        if request.env["servicedesk.ticket"]._reads_notes():
            return Domain("partner_id", "=", request.env.user.partner_id.id)
        return Domain.TRUE

    def _sees_colleagues(self):
        # sudo: res.partner - the reader's own visibility, or what he approves, decides
        # a column
        partner = request.env.user.partner_id.sudo()
        approved = request.env["servicedesk.service"]._get_approved_ids(request.env.uid)
        return partner.servicedesk_visibility in ("site", "company") or any(approved)

    def _count_tickets(self, domain):
        """Return how many of the reader's tickets there are, up to ``COUNT_LIMIT``."""
        tickets = request.env["servicedesk.ticket"]
        if not tickets.has_access("read"):
            return 0
        return tickets.search_count(self._get_scope() & domain, limit=COUNT_LIMIT)

    def _get_filters(self):
        env = request.env
        mine = Domain("partner_id", "=", env.user.partner_id.id)
        asked = Domain("state", "=", "resolved") & Domain(
            "confirmation", "=", "awaiting"
        )
        waiting = Domain("state", "=", "waiting") & Domain(
            "waiting_reason", "=", "customer"
        )
        is_open = Domain("is_open", "=", True)
        return {
            "open": {"label": env._("Open"), "domain": is_open},
            "answer": {
                "label": env._("Waiting for Me"),
                "domain": is_open & mine & (asked | waiting),
            },
            "closed": {
                "label": env._("Closed"),
                "domain": Domain("is_open", "=", False),
            },
            "all": {"label": env._("All"), "domain": Domain.TRUE},
        }

    def _get_sortings(self):
        env = request.env
        return {
            "newest": {"label": env._("Newest"), "order": "id desc"},
            "oldest": {"label": env._("Oldest"), "order": "id"},
            "changed": {
                "label": env._("Last Changed"),
                "order": "write_date desc, id desc",
            },
            "due": {"label": env._("Due"), "order": "date_due, id desc"},
            "name": {"label": env._("Subject"), "order": "name, id desc"},
        }

    def _get_groupings(self):
        env = request.env
        groupings = {
            "none": {"label": env._("None"), "order": ""},
            "stage": {
                "label": env._("State"),
                "order": "stage_id",
                "key": lambda row: row["stage"],
            },
            "type": {
                "label": env._("Type"),
                "order": "ticket_type_id",
                "key": lambda row: row["type"] or env._("Not sorted yet"),
            },
        }
        if self._sees_colleagues():
            groupings["requester"] = {
                "label": env._("Requester"),
                "order": "partner_id",
                "key": lambda row: row["requester"],
            }
        return groupings

    def _get_inputs(self):
        """Return what the search box can look in; each entry makes a domain."""
        env = request.env

        # People mean a per cent sign when they type one.
        def in_number(text):
            return Domain("number", "ilike", escape_psql(text))

        def in_name(text):
            return Domain("name", "ilike", escape_psql(text))

        return {
            "all": {
                "input": "all",
                "label": env._("Search in Number and Subject"),
                "domain": lambda text: in_number(text) | in_name(text),
            },
            "number": {
                "input": "number",
                "label": env._("Search in Number"),
                "domain": in_number,
            },
            "name": {
                "input": "name",
                "label": env._("Search in Subject"),
                "domain": in_name,
            },
        }

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    def _read_rows(self, domain, order, offset):
        tickets = request.env["servicedesk.ticket"].search_fetch(
            self._get_scope() & domain,
            ROW_FIELDS,
            order=order,
            limit=self._tickets_per_page,
            offset=offset,
        )
        zone, reader = self._get_zone(), request.env.user.partner_id
        # sudo: servicedesk.ticket - found with the reader's rights; the names of
        # requesters, types and stages may belong to contacts he has no access to
        return [ticket._portal_prepare_row(zone, reader) for ticket in tickets.sudo()]

    def _group_rows(self, rows, key):
        """Return [(heading or False, rows)] in the order of ``rows``."""
        if not rows:
            return []
        if not key:
            return [(False, rows)]
        return [(name, list(part)) for name, part in group_consecutive(rows, key=key)]
