# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL, html2plaintext

from ...tools import arguments, matching

PROPOSED = {
    "ticket_type_id": "servicedesk.ticket.type",
    "service_id": "servicedesk.service",
    "category_id": "servicedesk.category",
}
# So many of the requester's last tickets, and of those of his site, are looked at.
OWN, NEAR = 5, 30
# What is common is asked of so many subjects, and anew after as many new tickets.
SUBJECTS = 500


class ServicedeskTicket(models.Model):
    """What an unclassified ticket may be: from its words, and from who asks.

    The cost does not grow with the number of tickets: words are looked up in an index
    of the catalogue that is kept in memory, and of the history a few tickets are read
    through an index.
    """

    _inherit = "servicedesk.ticket"

    proposals = fields.Json(
        compute="_compute_proposals",
        help="For an unclassified ticket: a list of {field, id, name, score, reason,"
        " is_likely}, the likeliest first.",
    )

    @api.depends("ticket_type_id", "service_id", "category_id", "name", "partner_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_proposals(self):
        unclassified = self.filtered(
            lambda ticket: ticket.id and not ticket.ticket_type_id
        )
        (self - unclassified).proposals = []
        if not unclassified:
            return
        own = unclassified._read_history("partner_id", OWN)
        near = unclassified._read_history("site_id", NEAR)
        orderable = unclassified._get_orderable_services()
        for ticket in unclassified:
            mine, others = own.get(ticket.id, []), near.get(ticket.id, [])
            body = html2plaintext(ticket.description or "")
            common = self._get_common_words(ticket.company_id.id, ticket.id // SUBJECTS)
            proposals = []
            for name in PROPOSED:
                if ticket[name]:
                    continue
                allowed = ticket._get_proposable_ids(name, orderable)
                ranked = matching.rank(
                    self._get_word_index(name).match(
                        ticket.name,
                        body,
                        allowed=allowed,
                        # What many ask tells nothing of the service, but of the type.
                        common=common if name != "ticket_type_id" else None,
                    ),
                    own=[row[name] for row in mine],
                    near=[row[name] for row in others],
                    allowed=allowed,
                )
                proposals += self._word_proposals(name, ranked, len(mine))
                if not ranked and name == "ticket_type_id" and ticket.service_id:
                    proposals += self._get_only_type_proposal(allowed)
            ticket.proposals = proposals

    @api.model
    def _get_only_type_proposal(self, allowed):
        """Return the proposal of the type that is the only one of a service, if any."""
        if len(allowed) != 1:
            return []
        found = matching.Proposal(*allowed, matching.SURE, (), 0, 0)
        (proposal,) = self._word_proposals("ticket_type_id", [found], 0) or [None]
        reason = self.env._("The only one this service takes")
        return [proposal | {"reason": reason}] if proposal else []

    def _get_orderable_services(self):
        """Return {requester: ids of the services he may order}."""
        services = self.env["servicedesk.service"]
        # sudo: res.partner - what the requester may order is told to the desk
        partners = self.partner_id.sudo()
        return {
            partner.id: set(services._get_orderable_ids(partner))
            for partner in partners
        }

    def _get_proposable_ids(self, name, orderable):
        """Return which records may be proposed for a field; None: all of them."""
        self.ensure_one()
        if name == "category_id":
            return set(self._get_possible_category_ids())
        if name == "service_id":
            return orderable.get(self.partner_id.id)
        facts = self.env["servicedesk.service"]._get_facts(self.service_id.id)
        return set(facts.type_ids or self.env["servicedesk.ticket.type"]._get_ids())

    @api.model
    @tools.ormcache("name")
    def _get_word_index(self, name):
        """Return the index of the words of types, services or categories.

        In all installed languages: a request is written in the requester's, and the
        agent reads another one.
        """
        # sudo: the model of the field - only what the user may see is proposed
        records = self.env[PROPOSED[name]].sudo().search([("active", "=", True)])
        languages = [code for code, _label in self.env["res.lang"].get_installed()]
        fields_ = [
            field
            for field in ("name", "keywords", "description")
            if field in records._fields
        ]
        texts = {record.id: [set() for _field in fields_] for record in records}
        for code in languages:
            for record in records.with_context(lang=code):
                for found, field in zip(texts[record.id], fields_, strict=True):
                    found.add(record[field] or "")
        return matching.Index([(key, *found) for key, found in texts.items()])

    @api.model
    @tools.ormcache("company_id", "_era")
    def _get_common_words(self, company_id, _era):
        """Return the words that many past tickets of a company have in common.

        Of the last subjects; kept in memory, so that a form asks nothing.
        """
        self.flush_model(["name", "company_id", "is_confidential"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT name
                  FROM servicedesk_ticket
                 WHERE company_id = %s AND is_confidential IS NOT TRUE
                 ORDER BY id DESC
                 LIMIT %s
                """,
                company_id,
                SUBJECTS,
            )
        )
        return matching.shares(name for (name,) in rows)

    def _read_history(self, name, limit):
        """Return {ticket id: the last classified tickets with the same value}.

        One statement for all of ``self``; for each ticket the index gives the few
        rows at once. Confidential tickets tell nothing, nor do other companies'.
        """
        self.flush_model(
            ["is_confidential", "company_id", *PROPOSED, "partner_id", "site_id"]
        )
        column = SQL.identifier(name)
        others = SQL("other.partner_id IS DISTINCT FROM mine.partner_id")
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT mine.id, last.ticket_type_id, last.service_id, last.category_id
                  FROM servicedesk_ticket mine
                 CROSS JOIN LATERAL (
                       SELECT other.ticket_type_id, other.service_id, other.category_id
                         FROM servicedesk_ticket other
                        WHERE other.%(column)s = mine.%(column)s
                          AND other.ticket_type_id IS NOT NULL
                          AND other.is_confidential IS NOT TRUE
                          AND other.company_id IN %(companies)s
                          AND other.id != mine.id
                          AND %(condition)s
                        ORDER BY other.id DESC
                        LIMIT %(limit)s) last
                 WHERE mine.id IN %(ids)s AND mine.%(column)s IS NOT NULL
                """,
                column=column,
                companies=tuple(self.env.companies.ids),
                condition=SQL("other.service_id IS NOT NULL AND %s", others)
                if name == "site_id"
                else SQL("TRUE"),
                limit=limit,
                ids=tuple(self.ids),
            )
        )
        history = {}
        for row in rows:
            history.setdefault(row["id"], []).append(row)
        return history

    def _word_proposals(self, name, ranked, own_count):
        """Return proposals as they are shown: of those the user may see at all."""
        records = self.env[PROPOSED[name]].search(
            [("id", "in", [found.key for found in ranked])]
        )
        names = {record.id: record.display_name for record in records}
        likely = matching.get_likely([one for one in ranked if one.key in names])
        return [
            {
                "field": name,
                "id": found.key,
                "name": names[found.key],
                "score": found.score,
                "is_likely": found.key == likely,
                "reason": self._get_proposal_reason(found, own_count),
            }
            for found in ranked
            if found.key in names
        ]

    def _get_proposal_reason(self, found, own_count):
        reasons = []
        if found.words:
            words = ", ".join(found.words[:4])
            reasons.append(self.env._("words: %(words)s", words=words))
        if found.own:
            reasons.append(
                self.env._(
                    "%(count)s of the last %(total)s tickets of this requester",
                    count=found.own,
                    total=own_count,
                )
            )
        if found.near:
            reasons.append(
                self.env._("%(count)s tickets of this site", count=found.near)
            )
        return "; ".join(reasons)

    def action_apply_proposal(self, proposal=None):
        """Accept one of the ``proposals``: write its value.

        :param dict proposal: with ``field`` and ``id``; the other keys are not read.
        :raise UserError: for anything else.
        """
        self._check_work_access()
        proposal = arguments.mapping(self.env, proposal, "proposal")
        name = arguments.text(self.env, proposal.get("field"), "field")
        record_id = proposal.get("id") if name in PROPOSED else None
        if not arguments.is_id(record_id):
            raise UserError(
                self.env._(
                    "A proposal names a field (%(fields)s) and an id.",
                    fields=", ".join(PROPOSED),
                )
            )
        if not self.env[PROPOSED[name]].browse(record_id).exists():
            raise UserError(self.env._("What was proposed is not there any more."))
        self.write({name: record_id})
        return True
