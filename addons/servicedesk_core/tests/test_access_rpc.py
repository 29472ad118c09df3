# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import xmlrpc.client
from datetime import datetime, timedelta
from urllib.parse import urljoin

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, HttpCase, JsonRpcException, tagged
from odoo.tools import SQL, mute_logger

from .access_common import ROLES, AccessCommon

WORKERS = {"agent_a", "dispatcher", "manager", "api_user"}
DESK = WORKERS | {"agent_b", "agent_idle", "auditor"}

# Every public deed of a ticket: the state it is tried in, its arguments, and who may.
# ``action_open_move`` and ``action_answered_by_phone`` open dialogs.
DEEDS = {
    "action_take": ("classified", (), {}, WORKERS),
    "action_open_next": ("classified", (), {}, WORKERS | {"agent_b", "agent_idle"}),
    "action_follow_rules": ("classified", (["impact"],), {}, WORKERS),
    "action_apply_proposal": ("classified", ("proposal",), {}, WORKERS),
    "action_quick_done": ("classified", (), {}, WORKERS),
    "action_quick_next": ("classified", (), {}, WORKERS),
    "action_quick_open": ("classified", (), {}, WORKERS),
    "action_call_in_next": ("with_path", (), {}, WORKERS),
    "action_assign": ("classified", (), {"user_id": "agent_a"}, WORKERS),
    "action_remote": ("with_component", ("remote", "component"), {}, WORKERS),
    "action_open_remote": ("with_component", (), {}, WORKERS),
    "action_view_components": ("with_component", (), {}, DESK),
    "action_view_continuity": ("classified", (), {}, DESK),
    "action_view_requester_history": ("classified", (), {}, DESK),
    "get_servicedesk_moves": ("classified", (), {}, DESK),
    "get_servicedesk_path_map": ("classified", (), {}, DESK),
    "action_view_mail_intake": (
        "classified",
        (),
        {},
        {"dispatcher", "manager", "api_user", "auditor"},
    ),
    "action_start": ("classified", (), {}, WORKERS),
    "action_wait": ("started", ("supplier",), {}, WORKERS),
    "action_snooze": ("started", ("2030-03-02 09:00:00",), {}, WORKERS),
    "action_publish_message": ("started", ("hidden",), {}, WORKERS),
    "action_be_present": ("started", (), {}, DESK),
    "action_leave": ("started", (), {}, DESK | {"foreign_agent", "owner"}),
    "action_resolve": ("started", ("Replaced the lock.",), {}, WORKERS),
    "action_escalate": ("started", ("vertical", "whole", "Too big"), {}, WORKERS),
    "action_start_timer": ("started", (), {}, WORKERS),
    "action_stop_timer": ("timed", (), {}, {"agent_a"}),
    "action_add_time": ("started", (1,), {}, WORKERS),
    "action_view_time": ("started", (), {}, DESK),
    "action_withdraw_approval": ("asked", ("Too early",), {}, WORKERS),
    "action_add_children": ("started", ([0],), {}, WORKERS),
    "action_split": ("started", ("hidden",), {}, WORKERS),
    "action_link": ("started", ([0],), {}, WORKERS),
    "action_unlink_related": ("linked", ([0],), {}, WORKERS),
    "action_view_affected": ("classified", (), {}, DESK),
    "action_tell_affected": ("affecting", ("At noon",), {}, WORKERS),
    "action_reopen_affected": ("affecting_again", ("Again",), {}, WORKERS),
    "action_hide_from_requester": ("started", (), {}, WORKERS),
    "action_show_to_requester": ("started", (), {}, WORKERS),
    "action_merge_into": ("started", (0,), {}, WORKERS),
    "action_unmerge": ("merged", (), {}, WORKERS),
    "action_leave_parent": ("child", (), {}, WORKERS),
    "action_view_children": ("classified", (), {}, DESK),
    "action_follow_up": ("closed", (), {}, WORKERS),
    "action_view_follow_ups": ("closed", (), {}, DESK),
    "action_thanks": ("worded", (), {}, WORKERS),
    "action_not_solved": ("worded", (), {}, WORKERS),
    "action_start_plan": ("plan", (), {}, WORKERS),
    "action_end_plan": ("planned", ("Not needed",), {}, WORKERS),
    "action_mark_spam": ("mailed", (), {}, WORKERS),
    "action_cancel": ("classified", ("Not ours",), {}, WORKERS),
    "action_move": ("started", ("transition",), {}, WORKERS),
    "action_open_move": ("started", (), {}, WORKERS),
    "action_answered_by_phone": ("resolved", (), {}, WORKERS),
    "action_confirm": ("resolved", (), {"rating": 5}, {"customer"}),
    "action_refuse": ("resolved", ("Still broken",), {}, {"customer"}),
    "action_close": ("confirmed", (), {}, WORKERS),
    "action_reopen": ("closed", ("Broken again",), {}, WORKERS),
}

# Deeds on the model, without a ticket; who may is tried in test_take_next.
MODEL_DEEDS = {"action_take_next"}

# What else the suite lets be called from outside, by model, besides Odoo's methods.
PUBLIC = {
    "servicedesk.contractor.report": {"action_open_order"},
    "servicedesk.payment.export": {"action_export"},
    "servicedesk.time.close": {"action_apply"},
    "servicedesk.time.entry": {"action_stop", "action_value_anew", "get_timer"},
    "servicedesk.work.order.claim": {"action_apply"},
    "servicedesk.work.order.cut": {"action_apply"},
    "servicedesk.work.order.decide": {"action_apply"},
    "servicedesk.work.order.line": {
        "action_approve",
        "action_cut",
        "action_open_cut",
        "action_undecide",
        "action_withdraw",
    },
    "servicedesk.work.order.sign": {"action_apply"},
    "servicedesk.service": {
        "action_recount_users",
        "action_view_parts",
        "action_view_tickets",
    },
    "servicedesk.call.outcome": {"action_apply"},
    "servicedesk.approval": {"action_approve", "action_open_decide", "action_reject"},
    "servicedesk.approval.decide": {"action_apply"},
    "servicedesk.confidential.move": {"action_apply"},
    "servicedesk.mail.spam": {"action_apply"},
    "servicedesk.mail.intake": {
        "action_attach_files",
        "action_bulk_dismiss",
        "action_bulk_make_ticket",
        "action_bulk_purge",
        "action_bulk_replay",
        "action_bulk_spam",
        "action_dismiss",
        "action_make_ticket",
        "action_mark_spam",
        "action_purge",
        "action_replay",
        "action_view_namesakes",
        "action_view_tickets",
    },
    "servicedesk.escalation": {
        "action_accept",
        "action_return",
        "action_settle",
        "action_withdraw",
    },
    "servicedesk.escalation.answer": {"action_apply"},
    "servicedesk.escalation.rule": {"action_view_escalations"},
    "servicedesk.ticket.escalate": {"action_apply"},
    "servicedesk.work.order": {
        "action_accept",
        "action_add_note",
        "action_add_photo",
        "action_add_time",
        "action_cancel",
        "action_claim",
        "action_decide",
        "action_decline",
        "action_done",
        "action_hand_over",
        "action_make_ticket",
        "action_open_claim",
        "action_open_decide",
        "action_open_doer_ticket",
        "action_open_sign",
        "action_open_ticket",
        "action_open_undecide",
        "action_plan",
        "action_register_ticket",
        "action_return",
        "action_send",
        "action_set_rate",
        "action_sign",
        "action_sort_day",
        "action_start",
        "action_start_timer",
        "action_start_work",
        "action_stop_timer",
        "action_undecide",
        "action_verify",
        "get_day",
    },
    "servicedesk.work.order.answer": {"action_apply"},
    "servicedesk.work.order.make": {"action_save", "action_send"},
    "servicedesk.notice.rule": {"action_try"},
    "mail.activity": {"action_servicedesk_outcome"},
    "servicedesk.cycle.change": {"action_apply"},
    "servicedesk.confidential.ticket": {"action_move"},
    "servicedesk.team": {
        "action_take_next",
        "action_view_confidential",
        "action_view_tickets",
    },
    "servicedesk.change.window": {"action_open"},
    "servicedesk.schedule": {"action_view_tickets"},
    "servicedesk.ticket": set(DEEDS) | MODEL_DEEDS,
    "servicedesk.component": {
        "action_connect",
        "action_view_foundations",
        "action_view_impacted",
        "action_view_impacted_services",
        "action_view_tickets",
    },
    "servicedesk.contract": {"action_view_tickets"},
    "servicedesk.site": {
        "action_view_components",
        "action_view_contacts",
        "action_view_tickets",
    },
    "servicedesk.ticket.remote": {"action_connect"},
    "servicedesk.ticket.answer": {"action_apply"},
    "servicedesk.ticket.bulk": {"action_apply", "action_leave_out"},
    "servicedesk.ticket.affected": {"action_apply"},
    "servicedesk.ticket.children": {"action_apply"},
    "servicedesk.ticket.join": {"action_apply"},
    "servicedesk.ticket.related": {"action_apply"},
    "servicedesk.ticket.split": {"action_apply"},
    "servicedesk.ticket.merge": {"action_apply"},
    "servicedesk.ticket.move": {"action_apply"},
    "servicedesk.message.publish": {"action_apply"},
    "servicedesk.ticket.snooze": {"action_apply"},
    "servicedesk.ticket.template": {"action_use"},
    "res.partner": {
        "action_view_contractor_orders",
        "action_view_servicedesk_components",
        "action_remove_pin",
        "action_view_servicedesk_contracts",
        "action_view_servicedesk_documents",
        "action_view_servicedesk_incidents",
        "action_view_servicedesk_requests",
        "action_view_servicedesk_services",
        "action_view_servicedesk_tickets",
        "action_view_servicedesk_timeline",
        "get_servicedesk_timeline",
        "get_servicedesk_timeline_kinds",
    },
}


@tagged("post_install", "-at_install")
class TestDeedsByRole(AccessCommon):
    """Each deed as each role, as RPC calls it."""

    def _time(self, ticket, state):
        """Where a deed stops a timer, have the agent's run."""
        if state == "timed":
            ticket.with_user(self.agent_a).action_start_timer()

    def _prepare(self, state):
        """Return a ticket of the first-line team in the state a deed starts from."""
        ticket = self._make(opener_id=self.dispatcher.id).with_user(self.dispatcher)
        if state == "with_path":
            self.owned_service.path_ids = [(0, 0, {"team_id": self.team_second.id})]
            ticket.service_id = self.owned_service
        elif state == "mailed":
            ticket.sudo().channel = "email"
        elif state == "with_component":
            self._add_component(ticket)
        elif state == "asked":
            self._ask_approval(ticket)
        elif state in ("plan", "planned"):
            self._add_plan(ticket)
            if state == "planned":
                ticket.action_start_plan()
        elif state == "child":
            parent = self._make(opener_id=self.dispatcher.id)
            parent.with_user(self.dispatcher).action_add_children(ticket.ids)
        elif state in ("linked", "affecting", "affecting_again"):
            self._add_family(ticket, state)
        elif state == "merged":
            survivor = self._make(opener_id=self.dispatcher.id)
            ticket.action_merge_into(survivor.id)
        elif state != "classified":
            ticket.action_start()
        if state in ("resolved", "worded", "confirmed", "closed"):
            ticket.action_resolve("Replaced the lock.")
        self._time(ticket, state)
        if state == "worded":
            ticket.with_user(self.customer).message_post(
                body="Still locked", message_type="comment"
            )
        if state in ("confirmed", "closed"):
            ticket.with_user(self.customer).action_confirm(rating=5)
        if state == "closed":
            ticket.action_close()
        if state == "started":
            # Nobody is asked to confirm what he did himself.
            ticket.user_id = False
        self.env.flush_all()
        self.env.invalidate_all()
        return ticket.sudo()

    def _add_family(self, ticket, state):
        """Link the ticket, or put one below that it affects, solved or in work."""
        ticket.action_start()
        other = self._make(opener_id=self.dispatcher.id).with_user(self.dispatcher)
        if state == "linked":
            ticket.action_link(other.ids)
            return
        ticket.action_add_children(other.ids, role="affected")
        if state == "affecting_again":
            ticket.action_resolve("Mended.")
            ticket.action_reopen("Not mended")
            # The history of these moves is no fact of what is tried next.
            self.flush_tracking()

    def _ask_approval(self, ticket):
        """Have a ticket wait for the approval of an employee."""
        move_id = self._get_move(ticket, lambda move: move.to_state == "in_progress")
        self.env["servicedesk.transition"].browse(move_id).asks = "approval"
        self.env["servicedesk.approval.rule"].create(
            {
                "ticket_type_id": self.incident.id,
                "who": "users",
                "user_ids": self.stranger.ids,
            }
        )
        ticket.action_start()
        self.env["servicedesk.transition"].browse(move_id).asks = "nothing"

    def _add_plan(self, ticket):
        """Give the ticket's service a plan of two steps."""
        common = {"service_id": self.owned_service.id, "team_id": self.team_second.id}
        self.env["servicedesk.plan.step"].create(
            [{**common, "name": "Measure"}, {**common, "name": "Cut"}]
        )
        ticket.service_id = self.owned_service

    def _add_component(self, ticket):
        """Put a component on the ticket that a remote action leads to."""
        host = f"till{ticket.id}.example.com"
        self.env["servicedesk.remote.host"].create({"name": host})
        self.remote = self.env["servicedesk.remote.action"].create(
            {"name": "Shell", "url_template": "ssh://{host}"}
        )
        self.component = self.env["servicedesk.component"].create(
            {
                "name": "Till 1",
                "host": host,
                "company_id": self.company.id,
            }
        )
        ticket.component_ids = self.component

    def _arguments(self, name, ticket):
        _state, args, kwargs, _who = DEEDS[name]
        kwargs = {
            key: getattr(self, value).id if value == "agent_a" else value
            for key, value in kwargs.items()
        }
        if name == "action_move":
            move_id = self._get_move(ticket, lambda move: move.to_state == "waiting")
            args = [move_id, {"waiting_reason": "supplier", "comment": "A lock"}]
        if name == "action_unlink_related":
            args = [ticket.sudo().related_ids.ids]
        if name in ("action_add_children", "action_link"):
            args = [self._make(opener_id=self.dispatcher.id).ids]
        if name in ("action_publish_message", "action_split"):
            note = ticket.with_user(self.agent_a).message_post(
                body="Hidden", message_type="comment", subtype_xmlid="mail.mt_note"
            )
            args = [note.id]
        if name == "action_merge_into":
            args = [self._make(opener_id=self.dispatcher.id).id]
        if name == "action_apply_proposal":
            args = [{"field": "ticket_type_id", "id": self.change.id}]
        if name == "action_remote":
            args = [self.remote.id, self.component.id]
        if name == "action_open_move":
            kwargs["context"] = {"servicedesk_to_state": "resolved"}
        return [ticket.ids, *args], kwargs

    def _get_move(self, ticket, wanted):
        """Return the id of the first move out of the ticket's stage that is wanted."""
        return next(move.id for move in ticket._get_moves_from_here() if wanted(move))

    def _facts(self, ticket):
        """Return all that is known of a ticket, and how many rows hang on it."""
        hanging = {
            "mail_message": "res_id = %s AND model = 'servicedesk.ticket'",
            "mail_followers": "res_id = %s AND res_model = 'servicedesk.ticket'",
            "mail_activity": "res_id = %s AND res_model = 'servicedesk.ticket'",
            "rating_rating": "res_id = %s AND res_model = 'servicedesk.ticket'",
            "ir_attachment": "res_id = %s AND res_model = 'servicedesk.ticket'",
            "servicedesk_ticket_span": "ticket_id = %s",
        }
        self.env.flush_all()
        row = self.env.execute_query_dict(
            SQL("SELECT * FROM servicedesk_ticket WHERE id = %s", ticket.id)
        )
        counts = {
            table: self.env.execute_query(
                SQL(f"SELECT count(*) FROM {table} WHERE {where}", ticket.id)
            )
            for table, where in hanging.items()
        }
        return row, counts

    def test_every_deed_is_in_the_table(self):
        """A new deed says who may do it before it gets in."""
        deeds = {
            name
            for cls in self.env.registry["servicedesk.ticket"].mro()
            if cls.__module__.startswith("odoo.addons.servicedesk_core.")
            for name in vars(cls)
            if name.startswith(("action_", "get_servicedesk_"))
        }
        self.assertEqual(deeds, set(DEEDS) | MODEL_DEEDS)

    def test_deeds(self):
        """Who may, may; for all others it is refused and nothing has changed."""
        for name, (state, _args, _kwargs, allowed) in DEEDS.items():
            ticket = self._prepare(state)
            args, kwargs = self._arguments(name, ticket)
            before = self._facts(ticket)
            for role in ROLES:
                tickets = self._as(role, self.env["servicedesk.ticket"])
                with self.subTest(deed=name, role=role):
                    may = self._may(call_kw, tickets, name, args, kwargs)
                    self.assertEqual(may, role in allowed)
                    if role not in allowed:
                        self.assertEqual(self._try(tickets, name, args, kwargs), before)

    def _try(self, tickets, name, args, kwargs):
        """Call a deed that is refused; return the facts it leaves behind."""
        try:
            call_kw(tickets, name, args, kwargs)
        except (AccessError, UserError):
            return self._facts(tickets.browse(args[0]))
        return "not refused"

    def test_by_phone(self):
        """What was told by phone is recorded by who works on the ticket."""
        ticket = self._prepare("resolved")
        for role in ROLES:
            tickets = self._as(role, self.env["servicedesk.ticket"])
            for name, args in (("action_confirm", []), ("action_refuse", ["No"])):
                with self.subTest(role=role, deed=name):
                    may = self._may(
                        call_kw, tickets, name, [ticket.ids, *args], {"by_phone": True}
                    )
                    self.assertEqual(may, role in WORKERS)

    def test_closing_without_an_answer(self):
        """Only a manager closes before the requester has confirmed."""
        ticket = self._prepare("resolved")
        for role in ROLES:
            tickets = self._as(role, self.env["servicedesk.ticket"])
            with self.subTest(role=role):
                may = self._may(
                    call_kw, tickets, "action_close", [ticket.ids, "He left"], {}
                )
                self.assertEqual(may, role == "manager")

    def test_all_or_nothing(self):
        """On several tickets a deed is refused if one of them is out of reach."""
        mine, other = self._prepare("classified"), self.tickets["second"]
        tickets = self._as("agent_a", self.env["servicedesk.ticket"])
        before = self._facts(mine), self._facts(other)
        for name in ("action_take", "action_start"):
            with self.subTest(deed=name), self._refused():
                call_kw(tickets, name, [(mine | other).ids], {})
            self.assertEqual((self._facts(mine), self._facts(other)), before)

    def test_dialogs_move_no_tickets_of_others(self):
        """A dialog is as strict as the deed it calls, whatever it was opened with."""
        ticket = self._prepare("started")
        move_id = self._get_move(ticket, lambda move: move.to_state == "resolved")
        before = self._facts(ticket)
        for role in ("agent_b", "agent_idle"):
            wizards = self._as(role, self.env["servicedesk.ticket.move"])
            wizard = wizards.create(
                {
                    "ticket_ids": [(6, 0, ticket.ids)],
                    "transition_id": move_id,
                    "resolution": "Done",
                }
            )
            with self.subTest(role=role), self._refused():
                wizard.action_apply()
            self.assertEqual(self._facts(ticket), before)
        asked = self._prepare("resolved")
        wizards = self._as("agent_b", self.env["servicedesk.ticket.answer"])
        wizard = wizards.create(
            {"ticket_id": asked.id, "answer": "confirm", "rating": "declined"}
        )
        with self._refused():
            wizard.action_apply()

    def test_dialogs_tell_nothing(self):
        """Naming a ticket, a message or a template to a dialog does not show them."""
        secret = self.tickets["secret"].with_user(self.agent_c)
        secret.name = "Velvet trouble"
        secret.action_start()
        secret.action_resolve("Velvet solution")
        for role in ("agent_b", "employee", "foreign_agent"):
            for name, show in self._dialogs(secret, role).items():
                self.env.flush_all()
                self.env.invalidate_all()
                with self.subTest(role=role, dialog=name):
                    try:
                        with self.env.cr.savepoint():
                            self.assertNotIn("Velvet", str(show()))
                    except AccessError:
                        self.env.invalidate_all()

    def _dialogs(self, ticket, role):
        """Return ways to have a dialog show something of a ticket, by name."""
        return self._desk_dialogs(ticket, role) | self._mail_dialogs(ticket, role)

    def _made(self, model, vals, names):
        """Return what a dialog tells when it is opened with ``vals``."""
        record = model.create(vals)
        self.env.flush_all()
        self.env.invalidate_all()
        return record.read(names)

    def _desk_dialogs(self, ticket, role):
        answer = self._as(role, self.env["servicedesk.ticket.answer"])
        move = self._as(role, self.env["servicedesk.ticket.move"])
        asked = {"ticket_id": ticket.id, "answer": "confirm"}
        moved = {
            "ticket_ids": [(6, 0, ticket.ids)],
            "transition_id": self._get_move(ticket, bool),
        }
        spec = {"resolution": {}, "ticket_id": {"fields": {"display_name": {}}}}
        return {
            "answer": lambda: self._made(answer, asked, ["resolution"]),
            "answer's ticket": lambda: self._made(answer, asked, ["ticket_id"]),
            "answer typed": lambda: answer.onchange(
                {"ticket_id": ticket.id}, ["ticket_id"], spec
            ),
            "move": lambda: self._made(move, moved, ["ticket_ids", "resolution"]),
        }

    def _mail_dialogs(self, ticket, role):
        compose = self._as(role, self.env["mail.compose.message"])
        message = self._as(role, self.env["mail.message"])
        template = self.env.ref("servicedesk_core.mail_template_ticket_resolved")
        parent = {"parent_id": ticket.sudo().message_ids[:1].id}
        mode = {"model": ticket._name, "composition_mode": "comment"}
        about = {**mode, "res_ids": str(ticket.ids)}
        filled = {**about, "template_id": template.id}
        names = ["subject", "body", "parent_id"]
        spec = {"subject": {}, "body": {}, "template_id": {}}
        defaults = {f"default_{name}": value for name, value in filled.items()}
        later = {"res_ids": str(ticket.ids), "template_id": template.id}
        return {
            "composer": lambda: self._made(compose, about, names),
            "template": lambda: self._made(compose, filled, names),
            "template typed": lambda: compose.onchange(filled, ["template_id"], spec),
            "template by default": lambda: compose.with_context(**defaults).onchange(
                {}, [], spec
            ),
            "template chosen later": lambda: compose.create(mode).write(later),
            "answer to a message": lambda: self._made(compose, parent, names),
            "message below a message": lambda: self._made(
                message, {"body": "Me too", **parent}, ["parent_id"]
            ),
        }

    def test_the_composer_works_for_who_works(self):
        """Agents compose mails about their tickets as before."""
        ticket = self.tickets["first"]
        composer = self._as("agent_a", self.env["mail.compose.message"])
        form = Form(
            composer.with_context(
                default_model=ticket._name,
                default_res_ids=ticket.ids,
                default_composition_mode="comment",
            )
        )
        form.body = "<p>We are coming</p>"
        form.save()._action_send_mail()
        self.assertIn("We are coming", ticket.message_ids[:1].body)
        self.assertIn(ticket.number, ticket.message_ids[:1].subject)

    def test_dialogs_are_their_users_own(self):
        """What somebody has typed into a dialog is not read by his colleagues."""
        values = {"ticket_id": self.tickets["first"].id, "answer": "refuse"}
        wizard = self._as("agent_a", self.env["servicedesk.ticket.answer"]).create(
            {**values, "feedback": "Draft"}
        )
        for role in ("agent_b", "dispatcher", "manager"):
            mine = self._as(role, wizard)
            with self.subTest(role=role):
                self.assertFalse(self._may(mine.read, ["feedback"]))
                self.assertFalse(self._may(mine.write, {"feedback": "Other"}))
                self.assertFalse(mine.search([]))

    def test_every_dialog_is_its_users_own(self):
        """No dialog of the suite is without the rule: new ones neither."""
        rules = self.env["ir.rule"].search([("active", "=", True)])
        own = rules.filtered(
            lambda rule: (
                not rule.groups
                and rule.domain_force == "[('create_uid', '=', user.id)]"
                and rule.perm_read
                and rule.perm_write
                and rule.perm_unlink
            )
        )
        dialogs = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("servicedesk.") and model._transient
        }
        self.assertIn("servicedesk.ticket.bulk", dialogs)
        self.assertEqual(dialogs - set(own.mapped("model_id.model")), set())

    def test_nobody_does_what_a_colleague_has_prepared(self):
        """His text and his choice are neither read, nor changed, nor applied."""
        ticket = self.tickets["first"]
        for name, values, typed in (
            ("bulk", {"deed": "note", "body": "<p>Draft</p>"}, {"deed": "close"}),
            ("merge", {}, {"survivor_id": ticket.id}),
            ("snooze", {"until": "2026-03-09 09:00:00"}, {"note": "Other"}),
        ):
            dialogs = self.env[f"servicedesk.ticket.{name}"]
            mine = self._as("agent_a", dialogs).create(
                {"ticket_ids": ticket.ids, **values}
            )
            self.assertTrue(self._may(mine.read, ["ticket_ids"]))
            self.assertTrue(self._may(mine.write, typed))
            for role in ("agent_b", "dispatcher", "manager"):
                theirs = self._as(role, mine)
                with self.subTest(dialog=name, role=role):
                    self.assertFalse(theirs.search([]))
                    self.assertFalse(self._may(theirs.read, ["ticket_ids"]))
                    self.assertFalse(self._may(theirs.write, typed))
                    self.assertFalse(self._may(theirs.unlink))
                    self.assertFalse(self._may(theirs.action_apply))


@tagged("post_install", "-at_install")
class TestPublicMethods(AccessCommon):
    """What can be called from outside is what we mean to offer, and nothing else."""

    def test_nothing_is_public_by_accident(self):
        """Every method of the suite's own without an underscore is known here."""
        found = {}
        for name, model in self.env.registry.items():
            ours, theirs = set(), set()
            for cls in model.mro():
                core = cls.__module__.startswith("odoo.addons.servicedesk_core.")
                (ours if core else theirs).update(
                    attribute
                    for attribute, value in vars(cls).items()
                    if callable(value) and not attribute.startswith("_")
                )
            if ours - theirs:
                found[name] = ours - theirs
        self.assertEqual(found, PUBLIC)

    def test_private_methods_are_not_called(self):
        """Deeds within deeds are out of reach, whoever calls."""
        for role in ("customer", "agent_a", "manager", "api_user", "admin"):
            tickets = self._as(role, self.env["servicedesk.ticket"])
            for name in (
                "_write_deed",
                "_apply_answer",
                "_move",
                "_portal_ensure_token",
                "_get_deed_context",
                "_sign_token",
                "sudo",
                "with_user",
                "with_context",
                "browse",
            ):
                with self.subTest(role=role, method=name), self._refused():
                    call_kw(tickets, name, [self.tickets["first"].ids, {}], {})


class RpcCommon(AccessCommon, HttpCase):
    """Calls over HTTP, as programs and browsers make them."""

    def setUp(self):
        super().setUp()
        self.env.flush_all()

    def _log_in(self, role):
        self.authenticate(getattr(self, role).login, "not looked at in tests")

    def _call(self, model, method, args=(), **kwargs):
        """Call a method as the browser of who is logged in does."""
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def _refuse(self, call, *args, error="AccessError", **kwargs):
        """Expect an error of that kind from a JSON-RPC call."""
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            with self.assertRaises(JsonRpcException) as caught:
                call(*args, **kwargs)
        self.assertIn(error, str(caught.exception))


@tagged("post_install", "-at_install")
class TestRpc(RpcCommon):
    """The same rules hold on every way in: browser, XML-RPC and JSON-2."""

    def _key(self, role):
        keys = self.env["res.users.apikeys"].with_user(getattr(self, role))
        return keys._generate("rpc", "Test", datetime.now() + timedelta(hours=1))

    def _json2(self, role, method, model="servicedesk.ticket", **body):
        """Return (HTTP status, answer) of a JSON-2 call."""
        key = self._key(role)
        self.env.flush_all()
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            response = self.opener.post(
                urljoin(self.base_url(), f"/json/2/{model}/{method}"),
                json=body,
                headers={"Authorization": f"bearer {key}"},
                timeout=20,
            )
        return response.status_code, response.json()

    def _xmlrpc(self, role, method, *args, **kwargs):
        user = getattr(self, role)
        self.env.flush_all()
        return self.xmlrpc_object.execute_kw(
            self.env.cr.dbname,
            user.id,
            user.login.ljust(8, "x"),
            "servicedesk.ticket",
            method,
            list(args),
            kwargs,
        )

    def test_json2(self):
        """A program does what its user may do, and gets 403 for what he may not."""
        ids = self.tickets["first"].ids
        self.assertEqual(self._json2("agent_a", "action_take", ids=ids), (200, True))
        self.assertEqual(self.tickets["first"].user_id, self.agent_a)
        for role in ("customer", "employee", "auditor", "agent_b", "foreign_agent"):
            for method, body in (
                ("action_resolve", {"ids": ids, "resolution": "Done"}),
                ("action_cancel", {"ids": ids, "reason": "No"}),
                ("write", {"ids": ids, "vals": {"priority": "3"}}),
                ("unlink", {"ids": ids}),
                ("_write_deed", {"ids": ids, "vals": {"state": "closed"}}),
            ):
                with self.subTest(role=role, method=method):
                    self.assertEqual(self._json2(role, method, **body)[0], 403)
        self.assertEqual(self.tickets["first"].priority, "1")

    def test_json2_makes_no_tickets_for_requesters(self):
        """Customers and colleagues ask by their pages: nothing is mass-assigned."""
        plain = {"name": "Forged", "partner_id": self.other_partner.id}
        for role in ("customer", "boss", "employee", "auditor"):
            for more in ({}, {"confirmation": "confirmed"}, {"team_id": 1}):
                with self.subTest(role=role, more=more):
                    vals = {**plain, **more}
                    status, _answer = self._json2(role, "create", vals_list=[vals])
                    self.assertIn(status, (403, 422))
        self.assertFalse(
            self.env["servicedesk.ticket"].search([("name", "=", "Forged")])
        )

    def test_json2_context(self):
        """A context sent along claims no deed and sets no default that deeds set."""
        ids = self.tickets["first"].ids
        for context in (
            {"servicedesk_deed": True},
            {"servicedesk_deed": {"__class__": "object"}},
            {"servicedesk_answer": True, "servicedesk_deed": "1"},
        ):
            status, _answer = self._json2(
                "manager",
                "write",
                ids=ids,
                vals={"confirmation": "confirmed"},
                context=context,
            )
            with self.subTest(context=context):
                self.assertEqual(status, 422)
                self.assertEqual(self.tickets["first"].confirmation, "none")
        status, made = self._json2(
            "agent_a",
            "create",
            vals_list=[{"name": "Defaulted", "team_id": self.team_first.id}],
            context={
                "default_confirmation": "confirmed",
                "default_state": "closed",
                "default_resolution": "Nothing",
                "default_opener_id": self.manager.id,
                "default_number": "SD-1",
            },
        )
        ticket = self.env["servicedesk.ticket"].browse(made)
        self.assertEqual(status, 200)
        self.assertEqual((ticket.state, ticket.confirmation), ("new", "none"))
        self.assertEqual(ticket.opener_id, self.agent_a)
        self.assertFalse(ticket.resolution)
        self.assertNotEqual(ticket.number, "SD-1")

    def test_json2_reading(self):
        """Auditors read over JSON-2, and never the key."""
        ids = self.tickets["first"].ids
        self.tickets["first"]._portal_ensure_token()
        status, rows = self._json2("auditor", "read", ids=ids, fields=["number"])
        self.assertEqual(
            (status, rows[0]["number"]), (200, self.tickets["first"].number)
        )
        for body in (
            {"method": "read", "ids": ids, "fields": ["access_token"]},
            {"method": "search", "domain": [["access_token", "like", "a%"]]},
            {
                "method": "formatted_read_group",
                "domain": [],
                "groupby": ["access_token"],
                "aggregates": ["__count"],
            },
        ):
            method = body.pop("method")
            with self.subTest(method=method):
                self.assertEqual(self._json2("auditor", method, **body)[0], 403)

    def test_xmlrpc(self):
        """The same over XML-RPC."""
        ids = self.tickets["first"].ids
        self.assertIs(self._xmlrpc("agent_a", "action_take", ids), True)
        self.assertIs(self._xmlrpc("agent_a", "action_start", ids), True)
        for role in ("customer", "auditor", "agent_b"):
            for method, args in (
                ("action_resolve", ["Done"]),
                ("write", [{"priority": "3"}]),
                ("_write_deed", [{"state": "closed"}]),
            ):
                with self.subTest(role=role, method=method):
                    with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
                        with self.assertRaises(xmlrpc.client.Fault):
                            self._xmlrpc(role, method, ids, *args)
        found = self._xmlrpc("other_customer", "search", [])
        own = (
            self.tickets[k].id for k in ("secret", "unsorted_hr", "owned_hr", "foreign")
        )
        self.assertEqual(set(found), set(own))

    def test_browser_calls(self):
        """The browser's way to call methods is no wider than the others."""
        self._log_in("customer")
        mine, other = self.tickets["first"].ids, self.tickets["secret"].ids
        model = "servicedesk.ticket"
        self.assertEqual(
            self._call(model, "get_portal_url", [mine]), f"/my/tickets/{mine[0]}"
        )
        for method, args in (
            ("get_portal_url", [other]),
            ("read", [other, ["name"]]),
            ("action_confirm", [other, 5]),
            ("action_refuse", [other, "No"]),
            ("message_post", [other]),
            ("action_resolve", [mine, "Done"]),
            ("write", [mine, {"priority": "3"}]),
            ("create", [{"name": "Forged"}]),
            ("unlink", [mine]),
            ("copy", [mine]),
            ("message_subscribe", [mine, self.other_partner.ids]),
            ("message_unsubscribe", [mine, self.agent_a.partner_id.ids]),
            ("_apply_answer", [mine, {"answer": "confirm"}, False]),
            ("web_save", [mine, {"priority": "3"}, {}]),
            ("onchange", [[], {"partner_id": 1}, ["partner_id"], {}]),
        ):
            with self.subTest(method=method):
                self._refuse(self._call, model, method, args)

    def test_posting_by_rpc(self):
        """Who answers by RPC answers in his own name, publicly."""
        self._log_in("customer")
        ids = self._call(
            "servicedesk.ticket",
            "message_post",
            [self.tickets["first"].ids],
            body="Thank you",
            author_id=self.agent_a.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
        message = self.env["mail.message"].browse(ids)
        self.assertEqual(message.author_id, self.customer_partner)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self._refuse(
            self._call,
            "mail.message",
            "create",
            [
                {
                    "model": "servicedesk.ticket",
                    "res_id": self.tickets["first"].id,
                    "body": "Forged",
                }
            ],
        )
        self._refuse(self._call, "mail.message", "write", [ids, {"body": "Forged"}])
