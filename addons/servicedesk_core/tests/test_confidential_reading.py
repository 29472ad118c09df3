# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.service.model import call_kw
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .confidential_common import OUTSIDERS, WORD, ConfidentialCommon

TICKET = "servicedesk.ticket"


class WaysToRead(ConfidentialCommon):
    """Each way in which somebody might be told of a ticket, as RPC calls it."""

    def _ways(self, role):
        return {
            **self._ticket_ways(role),
            **self._figure_ways(role),
            **self._conversation_ways(role),
            **self._roundabout_ways(role),
        }

    def _call(self, role, model, method, *args, **kwargs):
        records = self._as(role, self.env[model])
        return lambda: call_kw(records, method, list(args), kwargs)

    def _ticket_ways(self, role):
        ids, named = self.secret.ids, [("name", "ilike", WORD)]
        names = ["number", "name", "description"]
        spec = {name: {} for name in [*names, "display_name"]}

        def call(method, *args, **kwargs):
            return self._call(role, TICKET, method, *args, **kwargs)

        return {
            "read": call("read", ids, names),
            "web_read": call("web_read", ids, spec),
            "search_read": call("search_read", [("id", "in", ids)], names),
            "list": call("web_search_read", named, spec),
            "by number": call("name_search", self.secret.number),
            "by words": call("name_search", WORD),
            "export": call("export_data", ids, ["number", "name", "message_ids/body"]),
            "copy": call("copy_data", ids),
            "onchange": call("onchange", ids, {"name": "x"}, ["name"], spec),
            "activities": self._call(
                role, "mail.activity", "get_activity_data", TICKET, [("id", "in", ids)]
            ),
            "form action": call("get_formview_action", ids),
        }

    def _figure_ways(self, role):
        def call(method, *args, **kwargs):
            return self._call(role, TICKET, method, *args, **kwargs)

        all_of = [("id", "in", self.secret.ids)]
        unfold = {"unfold_read_specification": {"name": {}}, "auto_unfold": True}
        return {
            "graph": call("formatted_read_group", all_of, ["name"], ["__count"]),
            "pivot": call(
                "formatted_read_grouping_sets", all_of, [["name"]], ["__count"]
            ),
            "board": call(
                "web_read_group", all_of, ["stage_id"], ["__count"], **unfold
            ),
            "list of values": call(
                "formatted_read_group", all_of, [], ["name:array_agg"]
            ),
            "range": call("search_panel_select_range", "team_id"),
        }

    def _conversation_ways(self, role):
        on_it = [("model", "=", TICKET), ("res_id", "=", self.secret.id)]
        hanging = [("res_model", "=", TICKET), ("res_id", "=", self.secret.id)]
        messages = self.secret.message_ids.ids
        files = self.env["ir.attachment"].search(hanging).ids
        activities = self.secret.activity_ids.ids
        said = ["body", "subject", "record_name", "display_name"]
        planned = ["res_name", "summary", "note", "display_name"]
        return {
            "messages": self._call(role, "mail.message", "search_read", on_it, said),
            "message": self._call(role, "mail.message", "read", messages, said),
            "words said": self._call(
                role, "mail.message", "search_read", [("body", "ilike", WORD)], said
            ),
            "files": self._call(
                role, "ir.attachment", "search_read", hanging, ["name"]
            ),
            "file": self._call(role, "ir.attachment", "read", files, ["name", "raw"]),
            "planned": self._call(
                role, "mail.activity", "search_read", hanging, planned
            ),
            "plan": self._call(role, "mail.activity", "read", activities, planned),
            "ratings": self._call(
                role, "rating.rating", "search_read", hanging, ["feedback", "res_name"]
            ),
            "changes": self._call(
                role,
                "mail.tracking.value",
                "search_read",
                [("mail_message_id", "in", messages)],
            ),
            "notices": self._call(
                role,
                "mail.notification",
                "search_read",
                [("mail_message_id", "in", messages)],
                ["mail_message_id"],
            ),
        }

    def _roundabout_ways(self, role):
        template = self.env.ref("servicedesk_core.mail_template_ticket_resolved")
        requester = self.other_partner.ids
        tickets = {"servicedesk_ticket_ids": {"fields": {"display_name": {}}}}
        spans = self.secret.span_ids.ids
        found = [("servicedesk_ticket_ids.name", "ilike", WORD)]
        about = {"resource_ref": f"{TICKET},{self.secret.id}"}
        preview = {**about, "mail_template_id": template.id}
        shown = {"subject": {}, "body_html": {}}
        return {
            "contact": self._call(role, "res.partner", "web_read", requester, tickets),
            "contacts found": self._call(
                role, "res.partner", "search_read", found, ["name"]
            ),
            "ledger": self._call(
                role, "servicedesk.ticket.span", "read", spans, ["ticket_id"]
            ),
            "numbers": self._call(
                role, "servicedesk.confidential.ticket", "search_read", []
            ),
            "template": self._call(
                role, "mail.template.preview", "onchange", [], preview, [], shown
            ),
            "move dialog": self._call(
                role,
                "servicedesk.ticket.move",
                "web_save",
                [],
                {"ticket_ids": [(6, 0, self.secret.ids)], "transition_id": 1},
                {"ticket_ids": {"fields": {"display_name": {}}}},
            ),
        }


@tagged("post_install", "-at_install")
class TestConfidentialReading(WaysToRead):
    """What a confidential ticket is about is known inside its circle only."""

    def test_outsiders_meet_the_word_nowhere(self):
        """Every role outside, every way, by RPC."""
        for role in OUTSIDERS:
            for name, way in self._ways(role).items():
                with self.subTest(role=role, way=name):
                    self.assertNotIn(WORD, self._hear(way))

    def test_the_ways_lead_somewhere(self):
        """The same ways tell the word to who is inside: the test above can fail."""
        deaf = {"move dialog", "numbers", "range", "changes", "notices", "form action"}
        # Contacts are named, not tickets; a new form is empty; agents do not export.
        deaf |= {"contacts found", "onchange", "export"}
        for name, way in self._ways("agent_c").items():
            with self.subTest(way=name):
                if name not in deaf:
                    self.assertIn(WORD, self._hear(way))
        found = self._as("agent_c", self.env["res.partner"]).search(
            [("servicedesk_ticket_ids.name", "ilike", WORD)]
        )
        self.assertEqual(found.ids, self.other_partner.ids)

    def test_nothing_is_counted(self):
        """No count tells that there is such a ticket, nor what stands in it."""
        counted = {
            TICKET: [("id", "=", self.secret.id)],
            "servicedesk.ticket.span": [("ticket_id", "=", self.secret.id)],
            "mail.message": [("body", "ilike", WORD)],
            "mail.activity": [("summary", "ilike", WORD)],
            "ir.attachment": [("name", "ilike", WORD)],
            "rating.rating": [("feedback", "ilike", WORD)],
            "res.partner": [("servicedesk_ticket_ids.name", "ilike", WORD)],
        }
        for role in OUTSIDERS:
            for model, domain in counted.items():
                way = self._call(role, model, "search_count", domain)
                with self.subTest(role=role, model=model):
                    self.assertNotRegex(self._hear(way), r"^[1-9]")

    def test_figures_agree_with_their_drill_down(self):
        """What a bar counts is what opens when it is clicked, for everybody."""
        for role in ("agent_a", "agent_c", "dispatcher", "manager", "auditor"):
            tickets = self._as(role, self.env[TICKET])
            groups = tickets.formatted_read_group([], ["team_id"], ["__count"])
            for group in groups:
                with self.subTest(role=role, team=group["team_id"]):
                    found = tickets.search(group["__extra_domain"])
                    self.assertEqual(len(found), group["__count"])
                    found.read(["name"])
            seen = {group["team_id"] and group["team_id"][0] for group in groups}
            inside = role in ("agent_c", "auditor")
            self.assertEqual(self.team_secret.id in seen, inside)

    def test_counters_of_teams(self):
        """A team's counters count what their reader may open; the numbers are apart."""
        open_ones = self.env[TICKET].search(
            [("team_id", "=", self.team_secret.id), ("is_open", "=", True)]
        )
        counters = ("open_ticket_count", "unassigned_ticket_count", "late_ticket_count")
        for role in ("agent_a", "dispatcher", "manager", "api_user"):
            team = self._as(role, self.team_secret)
            with self.subTest(role=role):
                self.assertEqual([team[name] for name in counters], [0, 0, 0])
        team = self._as("agent_c", self.team_secret)
        self.assertEqual(team.open_ticket_count, len(open_ones))
        team = self._as("dispatcher", self.team_secret)
        self.assertEqual(team.confidential_ticket_count, len(open_ones))
        action = team.action_view_confidential()
        numbers = self._as("dispatcher", self.env[action["res_model"]])
        self.assertEqual(
            set(numbers.search(action["domain"]).ids),
            set(self.env[TICKET].search([("team_id", "=", self.team_secret.id)]).ids),
        )
        for role in ("agent_a", "agent_c", "auditor"):
            team = self._as(role, self.team_secret)
            with self.subTest(role=role), self._refused():
                team.read(["confidential_ticket_count"])

    def test_counters_of_contacts(self):
        """A contact's open tickets are counted as far as the reader may open them."""
        for role in ("agent_a", "dispatcher", "manager"):
            contact = self._as(role, self.other_partner)
            with self.subTest(role=role):
                self.assertEqual(contact.servicedesk_open_ticket_count, 0)
        contact = self._as("agent_c", self.other_partner)
        self.assertGreater(contact.servicedesk_open_ticket_count, 0)

    def test_names_that_others_are_shown(self):
        """What points to the ticket names it by its number to who may not read it."""
        for role in OUTSIDERS:
            shown = self._as(role, self.secret).sudo().display_name
            with self.subTest(role=role):
                self.assertEqual(shown, self.secret.number)
        for role in ("agent_c", "auditor", "other_customer"):
            shown = self._as(role, self.secret).sudo().display_name
            with self.subTest(role=role):
                self.assertEqual(shown, f"{self.secret.number} {self.secret.name}")

    def test_the_requester_reads_his_side(self):
        """He sees his ticket and what was said to him, and no note."""
        mine = self._as("other_customer", self.secret)
        self.assertEqual(mine.name, self.secret.name)
        messages = self._as("other_customer", self.env["mail.message"])
        found = messages.search([("model", "=", TICKET), ("res_id", "=", mine.id)])
        bodies = " ".join(str(body) for body in found.mapped("body"))
        self.assertIn(f"{WORD} answer", bodies)
        self.assertNotIn(f"{WORD} note", bodies)

    def test_those_called_in(self):
        """A place on the ticket opens it; following opens what the requester reads."""
        note = f"{WORD} note"
        for name in ("user_id", "opener_id", "co_responsible_ids"):
            with self.subTest(field=name):
                before = self.secret[name]
                value = self.dispatcher.id
                self.secret[name] = [value] if name.endswith("ids") else value
                self.secret.message_unsubscribe(self.dispatcher.partner_id.ids)
                heard = self._hear(self._conversation_ways("dispatcher")["messages"])
                self.assertIn(note, heard)
                self.assertTrue(self._as("dispatcher", self.secret).has_access("write"))
                self.secret[name] = before
                self.secret.message_unsubscribe(self.dispatcher.partner_id.ids)
                heard = self._hear(self._conversation_ways("dispatcher")["messages"])
                self.assertNotIn(WORD, heard)
        for role in ("dispatcher", "stranger"):
            partner = getattr(self, role).partner_id
            self.secret.with_user(self.agent_c).message_subscribe(partner.ids)
            heard = self._hear(self._conversation_ways(role)["messages"])
            with self.subTest(follower=role):
                self.assertIn(f"{WORD} answer", heard)
                self.assertNotIn(note, heard)
                self.assertTrue(self._as(role, self.secret).has_access("read"))
                self.assertFalse(self._as(role, self.secret).has_access("write"))

    def test_what_reached_somebody_once(self):
        """Who was told of a message and is out of the circle reads it no more."""
        ticket = self._make(partner_id=self.customer_partner.id)
        ticket.message_subscribe(self.stranger.partner_id.ids)
        told = ticket.with_user(self.agent_a).message_post(
            body=f"{WORD} told",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.dispatcher.partner_id.ids,
        )
        self.assertTrue(self._may(self._as("stranger", told).read, ["body"]))
        ticket.team_id = self.team_secret
        for role in ("stranger", "dispatcher", "agent_a"):
            with self.subTest(role=role):
                self.assertFalse(self._may(self._as(role, told).read, ["body"]))
                messages = self._as(role, self.env["mail.message"])
                self.assertFalse(messages.search([("id", "=", told.id)]))
        self.assertTrue(self._may(self._as("customer", told).read, ["body"]))


@tagged("post_install", "-at_install")
class TestConfidentialRoutes(WaysToRead, HttpCase):
    """The same through the browser: pages, files, the chatter's routes."""

    def _get(self, role, url):
        login = getattr(self, role).login
        self.authenticate(login, "not looked at in tests")
        with mute_logger("odoo.http"):
            return self.url_open(url).text

    def _urls(self):
        urls = [
            f"/mail/view?model={TICKET}&res_id={self.secret.id}",
            f"/my/tickets/{self.secret.id}",
            f"/mail/message/{self.secret.message_ids[:1].id}",
        ]
        files = self.env["ir.attachment"].search(
            [("res_model", "=", TICKET), ("res_id", "=", self.secret.id)]
        )
        for file in files:
            urls += [f"/web/content/{file.id}", f"/web/image/{file.id}"]
            urls += [f"/web/content/{file.id}?download=true"]
        return urls

    def test_addresses(self):
        """Nobody outside opens the ticket or its files by their addresses."""
        urls = self._urls()
        for role in ("agent_a", "dispatcher", "manager", "employee", "customer"):
            for url in urls:
                with self.subTest(role=role, url=url):
                    self.assertNotIn(WORD, self._get(role, url))
        self.assertIn(f"{WORD} file", self._get("agent_c", urls[-1]))

    def test_the_routes_of_the_chatter(self):
        """Messages, files, followers and plans, as the chatter fetches them."""
        thread = {"thread_model": TICKET, "thread_id": self.secret.id}
        wanted = ["attachments", "followers", "activities", "scheduledMessages"]
        data = {"fetch_params": [["mail.thread", {**thread, "request_list": wanted}]]}
        for role in ("agent_c", "agent_a", "dispatcher", "manager", "stranger"):
            self.authenticate(getattr(self, role).login, "not looked at in tests")
            for route, params in (
                ("/mail/thread/messages", thread),
                ("/mail/chatter_fetch", thread),
                ("/mail/data", data),
                ("/mail/inbox/messages", {}),
                ("/mail/history/messages", {}),
            ):
                heard = ""
                with mute_logger("odoo.http"):
                    try:
                        heard = str(self.make_jsonrpc_request(route, params))
                    except JsonRpcException as error:
                        heard = str(error)
                with self.subTest(role=role, route=route):
                    if role == "agent_c" and params:
                        self.assertIn(WORD, heard)
                    elif role != "agent_c":
                        self.assertNotIn(WORD, heard)

    def test_files_with_a_key_of_their_own(self):
        """No file of the ticket has a key that opens it without a login."""
        files = self.env["ir.attachment"].search(
            [("res_model", "=", TICKET), ("res_id", "=", self.secret.id)]
        )
        self.assertTrue(files)
        self.assertFalse(any(files.mapped("public")))
        self.assertFalse(any(files.mapped("access_token")))
