# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import http
from odoo.http import request
from odoo.tools import plaintext2html

from odoo.addons.servicedesk_core.controllers import guard
from odoo.addons.servicedesk_core.controllers.uploads import keep_files, read_files
from odoo.addons.servicedesk_core.models.ticket.servicedesk_ticket import DEED

from ..tools import durations
from . import questions
from .ticket_pages import TicketPages

NAME_LIMIT, DESCRIPTION_LIMIT = 200, 20000  # characters
PURPOSE = "ticket-new"


class TicketNew(TicketPages):
    @http.route(
        "/my/tickets/new",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def portal_new_ticket(self, **_kwargs):
        """Show the form for a new ticket."""
        return self._render_form()

    @http.route(
        "/my/tickets/new",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def portal_create_ticket(self, **post):
        """Register the ticket of a logged-in requester, then show it.

        Odoo has checked the CSRF token by now. An incomplete form comes back with
        what was typed; a form that was sent before makes no second ticket.
        """
        values, errors = self._read_form(post)
        files, problem = read_files()
        if problem:
            errors["files"] = problem
        if post.get("preview") or self._is_unasked(values["service"], post):
            return self._render_form(post, asks=True)
        problem = guard.complain(self._get_purpose(), post.get("nonce"))
        if errors or problem:
            return self._render_form(post, errors, problem)
        if not guard.use(post["nonce"]):
            return request.redirect("/my/tickets?filterby=all&sent=1", code=303)
        ticket = self._create_ticket(values, files)
        return request.redirect(f"{ticket.access_url}?new=1", code=303)

    # ------------------------------------------------------------------
    # The form
    # ------------------------------------------------------------------

    def _get_purpose(self):
        return f"{PURPOSE}:{request.env.uid}"

    def _get_company(self):
        """Return the company that is asked: the requester's, else the current one."""
        return request.env.user.partner_id.company_id or request.env.company

    def _get_teams(self):
        """Return the desks one may ask: the company's first-line teams."""
        # sudo: servicedesk.team - requesters see the names of desks they may ask
        teams = request.env["servicedesk.team"].sudo()
        return teams.search(
            [("company_id", "=", self._get_company().id), ("level", "=", "1")]
        )

    def _get_wishes(self):
        """Return the ticket types, described in the requester's words."""
        # sudo: servicedesk.ticket.type - what may be asked for is no secret
        types = request.env["servicedesk.ticket.type"].sudo()
        return types.search([("company_id", "in", [self._get_company().id, False])])

    def _get_services(self):
        """Return the services this person may order, by department."""
        services = request.env["servicedesk.service"]
        orderable = services._get_orderable(request.env.user.partner_id)
        # sudo: servicedesk.service - their teams, types and companies are not read by
        # requesters, but decide about the ticket
        return orderable.sudo()

    def _group_services(self, services):
        """Return [(department, [(id, name)])] for the drop-down.

        Within a department a service goes by its path in it; a department stands for
        whatever in it is none of its services.
        """
        groups = {}
        for service in services:
            name = service.complete_name
            department = service.department_id
            if service != department:
                name = name.removeprefix(f"{department.complete_name} / ")
            groups.setdefault(department, []).append((str(service.id), name))
        return [
            (department.complete_name, options)
            for department, options in groups.items()
        ]

    def _read_form(self, post):
        """Return (values, errors by field) of what was sent.

        Desk, type and service are taken only if they were offered: what is not for one
        cannot be asked for by changing the form. Who names a service need not know
        which desk has it.
        """
        env = request.env
        values, errors = self._read_texts(post)
        teams, wishes = self._get_teams(), self._get_wishes()
        values["team"] = self._choose(teams, guard.text(post.get("team")))
        values["wish"] = self._choose(wishes, guard.text(post.get("wish")))
        sent = guard.text(post.get("service"))
        values["service"] = self._choose(self._get_services(), sent) if sent else None
        if sent and not values["service"]:
            errors["service"] = env._(
                "This service is not offered to you. Please choose one of these."
            )
        if len(teams) == 1:
            values["team"] = teams
        if teams and not values["team"] and not values["service"]:
            errors["team"] = env._("Please choose whom you ask.")
        if post.get("wish") and not values["wish"]:
            errors["wish"] = env._("Please choose one of these.")
        values["answers"] = {}
        if values["service"]:
            values["answers"], wrong = questions.read_answers(
                values["service"], post, self._get_zone()
            )
            errors |= wrong
        return values, errors

    def _read_texts(self, post):
        """Return (values, errors by field) of what was written freely."""
        env = request.env
        values = {
            "name": " ".join(guard.text(post.get("name")).split()),
            "description": guard.text(post.get("description")).strip(),
        }
        errors = {}
        if not values["name"]:
            errors["name"] = env._("Please say in a few words what it is about.")
        if not values["description"]:
            errors["description"] = env._(
                "Please describe what happened, or is needed."
            )
        limits = {"name": NAME_LIMIT, "description": DESCRIPTION_LIMIT}
        for field, limit in limits.items():
            if len(values[field]) > limit:
                errors[field] = env._(
                    "Please keep it under %(count)s characters.", count=limit
                )
        return values, errors

    def _is_unasked(self, service, post):
        """Whether the service has questions that the reader has not seen yet.

        The page names the service whose questions it shows: without JavaScript they
        come after the service was chosen and sent.
        """
        if not service or guard.text(post.get("asked")) == str(service.id):
            return False
        return bool(questions.get_questions(service, post))

    def _choose(self, records, sent):
        """Return the one of ``records`` whose id was sent, or none."""
        return records.filtered(lambda record: str(record.id) == sent)

    def _render_form(self, post=None, errors=None, problem=False, asks=False):
        """Show the form with what was typed.

        :param bool asks: the chosen service has questions, which are shown now; what
            is missing is not called an error yet.
        """
        sent = guard.text((post or {}).get("service"))
        offered = self._get_services()
        service = self._choose(offered, sent) if sent else None
        asked = questions.get_questions(service, post) if service else []
        values = {
            "page_name": "servicedesk_new",
            "services": self._group_services(offered),
            **self._prepare_choices(service),
            "about": self._describe_service(service),
            "asked": service and str(service.id),
            "questions": asked,
            "asks": asks and bool(asked),
            "post": post or {},
            "errors": errors or {},
            "problem": problem,
            "name_limit": NAME_LIMIT,
            "description_limit": DESCRIPTION_LIMIT,
            "nonce": guard.issue(self._get_purpose()),
        }
        response = request.render("servicedesk_portal.portal_new_ticket", values)
        if errors or problem:
            response.status_code = 422
        return response

    def _prepare_choices(self, service):
        """Return what is left to choose once ``service`` was: it knows its teams.

        Neither is the kind of request asked where it has but one.
        """
        teams = () if service else self._get_teams()
        wishes = self._get_wishes()
        kinds = service and service._get_allowed_types()
        if kinds:
            wishes = wishes & kinds if len(kinds) > 1 else ()
        return {
            "teams": [(str(team.id), team.name) for team in teams],
            "wishes": [
                (str(wish.id), wish.name, wish.description or "") for wish in wishes
            ],
        }

    def _describe_service(self, service):
        """Return what the page tells of the chosen service, or None."""
        if not service:
            return None
        hours = service._get_expected_hours()
        return {
            "name": service.name,
            "description": service.description,
            "expected": durations.say(hours, request.env.lang) if hours else False,
        }

    # ------------------------------------------------------------------
    # The ticket
    # ------------------------------------------------------------------

    def _create_ticket(self, values, files):
        """Create the ticket, put the request into its conversation, acknowledge it.

        As with a ticket that came by mail, the first message is the request itself,
        with its files, in the requester's name. The ticket stays unclassified: what
        the requester chose is a hint for who classifies it.

        :return: the ticket, in superuser mode.
        """
        env = request.env
        text = plaintext2html(values["description"])
        # sudo: servicedesk.ticket - requesters ask, only the desk creates tickets
        ticket = (
            env["servicedesk.ticket"]
            .sudo()
            .with_context(servicedesk_answers_later=DEED)
            .create(
                {
                    "name": values["name"],
                    "description": text,
                    "properties": values["answers"],
                    "partner_id": env.user.partner_id.id,
                    "channel": "portal",
                    **self._prepare_address(values["service"], values["team"]),
                }
            )
        )
        ticket = ticket.with_context(servicedesk_answers_later=False)
        if values["wish"]:
            ticket._message_log(body=self._get_wish_note(ticket, values["wish"]))
        ticket.sudo(False).message_post(
            body=text,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=keep_files(files),
        )
        ticket._send_acknowledgement()
        return ticket

    def _prepare_address(self, service, team):
        """Return whom a request goes to: company, team, and what its service says.

        A service of another legal entity makes the ticket that entity's. The teams
        that support the service get it, of them rather the desk one asked, or else one
        of the first line; without such teams it is the desk one asked, or else the
        company's first one: who chose a service need not know its desk.
        """
        company = (service and service.company_id) or self._get_company()
        vals = {"company_id": company.id}
        if service:
            vals["service_id"] = service.id
            teams = service._get_teams(company)
            if teams and team not in teams:
                first_line = teams.filtered(lambda desk: desk.level == "1")
                team = (first_line or teams)[:1]
        if team and team.company_id == company:
            vals["team_id"] = team.id
        elif service:
            # sudo: servicedesk.team - desks are not read by requesters
            desks = request.env["servicedesk.team"].sudo()
            vals["team_id"] = desks._get_first_line(company).id
        return vals

    def _get_wish_note(self, ticket, wish):
        """Return the hint for the desk, in the desk's language."""
        lang = ticket.company_id.partner_id.lang or "en_US"
        wish = wish.with_context(lang=lang)
        return wish.env._("Chosen by the requester: %(type)s", type=wish.name)
