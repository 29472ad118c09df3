# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.servicedesk_core.models.log.log_change import CONFIGURATION

from .log_common import LogCommon


@tagged("post_install", "-at_install")
class TestLogConfig(LogCommon):
    """Who changed what of the configuration, from what to what."""

    def _mine(self, record):
        """Return ``record`` for the manager."""
        return record.with_user(self.manager).sudo(False)

    def _details(self):
        self.env.flush_all()
        return self._rows("config").mapped("details")

    def test_change(self):
        """A changed field is told with what it was; what stays the same is not."""
        self._mine(self.team_first).write({"name": "Front Desk", "sequence": 1})
        row = self._rows()
        self.assertEqual(
            (row.what, row.scope, row.user_id), ("config", "write", self.manager)
        )
        self.assertEqual(
            (row.res_model, row.res_id),
            (
                "servicedesk.team",
                self.team_first.id,
            ),
        )
        self.assertEqual(row.res_name, "Front Desk")
        self.assertEqual(row.company_id, self.team_first.company_id)
        self.assertIn("First Line → Front Desk", row.details)
        self.assertNotIn("equence", row.details)

    def test_no_change(self):
        """Writing what is there already is no change."""
        self._mine(self.team_first).write({"name": self.team_first.name})
        self.assertFalse(self._rows())

    def test_words(self):
        """Yes and no, the names of choices and of records, not keys and ids."""
        self._mine(self.team_first).write(
            {"is_confidential": True, "level": "3", "leader_id": self.leader.id}
        )
        details = self._details()[0]
        label = dict(self.team_first._fields["level"]._description_selection(self.env))
        self.assertIn("no → yes", details)
        self.assertIn(f"{label['1']} → {label['3']}", details)
        self.assertIn(f"— → {self.leader.name}", details)

    def test_lists(self):
        """Of a list of records what came and what left it."""
        tags = self.env["servicedesk.skill"].create(
            [{"name": "Tills"}, {"name": "Nets"}]
        )
        member = self.team_first.membership_ids[:1]
        member.skill_ids = tags[0]
        self._mine(member).write({"skill_ids": [Command.set(tags[1].ids)]})
        self.assertIn("+ Nets, − Tills", self._details()[0])

    def test_create_and_delete(self):
        """What is made is told with what it was made of; what is deleted by name."""
        skills = self._mine(self.env["servicedesk.skill"])
        skills.create({"name": "By magic"}).unlink()
        made, gone = self._rows()
        self.assertEqual((made.scope, gone.scope), ("create", "unlink"))
        self.assertIn("By magic", made.details)
        self.assertEqual(gone.res_name, "By magic")

    def test_translation(self):
        """A word in another language is told, with the language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        stage = self._mine(self.stage_new)
        stage.update_field_translations("name", {"fr_FR": "Tout neuf"})
        self.assertIn("fr_FR", self._details()[0])

    def test_form_of_a_service(self):
        """A question more or less of a service's form is told by its label."""
        service = self.env["servicedesk.service"].create({"name": "Badges"})
        field = next(
            name
            for name, field in service._fields.items()
            if field.type == "properties_definition" and field.store
        )
        question = {"name": "colour", "string": "Which colour?", "type": "char"}
        self._mine(service).write({field: [question]})
        self.assertIn("+ Which colour?", self._details()[-1])

    def test_parameters(self):
        """The desk's parameters, the log's own among them; of secrets only that."""
        parameters = self.env["ir.config_parameter"].with_user(self.user_admin)
        parameters.set_param("servicedesk.log_days", False)
        self._forget()
        parameters.set_param("servicedesk.log_days", "40")
        parameters.set_param("servicedesk.api_token", "s3same")
        parameters.set_param("somebody.elses", "thing")
        rows = self._rows()
        self.assertEqual(
            rows.mapped("res_name"), ["servicedesk.log_days", "servicedesk.api_token"]
        )
        self.assertIn("servicedesk.log_days", rows[0].details)
        self.assertIn("40", rows[0].details)
        self.assertNotIn("s3same", str(rows.read()))
        parameters.set_param("servicedesk.log_days", "400")
        self.assertIn("40 → 400", self._details()[-1])

    def test_mailbox(self):
        """A mailbox of the desk is told, its password never."""
        boxes = self.env["fetchmail.server"].with_user(self.user_admin)
        vals = {
            "name": "Desk",
            "server_type": "imap",
            "server": "imap.example.com",
            "user": "desk",
            "password": "s3same",
        }
        other = boxes.create(vals)
        self.assertFalse(self._rows(), "not the desk's")
        other.servicedesk_team_id = self.team_first
        box = boxes.create({**vals, "servicedesk_team_id": self.team_first.id})
        box.write({"password": "0pen", "server": "mail.example.com"})
        rows = self._rows()
        self.assertEqual(rows.mapped("scope"), ["write", "create", "write"])
        self.assertIn("imap.example.com → mail.example.com", rows[2].details)
        told = str(rows.read())
        self.assertNotIn("s3same", told)
        self.assertNotIn("0pen", told)

    def test_template(self):
        """A mail template of tickets is configuration, another one is not."""
        ours = self.env.ref("servicedesk_core.mail_template_ticket_in_progress")
        ours.with_user(self.user_admin).subject = "We began"
        self.assertIn("→ We began", self._details()[0])
        self._forget()
        other = self.env["mail.template"].search(
            [("model", "not ilike", "servicedesk")], limit=1
        )
        other.with_user(self.user_admin).subject = "Hello"
        self.assertFalse(self._rows())

    def test_rules_of_access(self):
        """Who loosens a rule of the desk stands here too."""
        rule = self.env.ref("servicedesk_core.servicedesk_log_rule_company")
        rule.with_user(self.user_admin).domain_force = "[(1, '=', 1)]"
        self.assertIn("→ [(1, '=', 1)]", self._details()[0])

    def test_calendar(self):
        """A calendar by which a team works is configuration, another one is not."""
        calendar, other = self.env["resource.calendar"].create(
            [{"name": "Shop hours"}, {"name": "Somebody's"}]
        )
        self.team_first.resource_calendar_id = calendar
        self._forget()
        lines = (calendar | other).attendance_ids.with_user(self.user_admin)
        lines.write({"hour_from": 7.5})
        rows = self._rows()
        self.assertEqual(set(rows.mapped("res_id")), set(calendar.attendance_ids.ids))

    def test_refused(self):
        """Who is refused changed nothing, and an error leaves no row."""
        with self._refused():
            self.team_first.with_user(self.agent_a).name = "Mine"
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._mine(self.team_first).parent_id = self.team_first
            self.env.flush_all()
        self.assertFalse(self._rows())

    def test_together_or_not_at_all(self):
        """A change that could not be written down is not kept either."""
        log = self.env.registry["servicedesk.log"]

        def fail(*args):
            raise OSError("The disk is full")

        with (
            self.assertRaises(OSError),
            self.env.cr.savepoint(),
            patch.object(log, "_run", fail),
        ):
            self._mine(self.team_first).name = "Front Desk"
        self.env.invalidate_all()
        self.assertEqual(self.team_first.name, "First Line")

    def test_system(self):
        """What the system or an installation writes is nobody's change."""
        self.team_first.with_user(self.user_root).name = "Front Desk"
        with patch.object(self.env.registry, "ready", False):
            self._mine(self.team_first).name = "First Line"
        self.assertFalse(self._rows())

    def test_no_way_around(self):
        """A context that claims to be an installation hides nothing."""
        mine = self._mine(self.team_first).with_context(
            install_mode=True, tracking_disable=True, mail_notrack=True
        )
        mine.name = "Front Desk"
        self.assertEqual(len(self._rows()), 1)

    def test_daily_work(self):
        """Registering, taking and resolving tickets changes no configuration."""
        ticket = self._classified(self.agent_a)
        ticket.action_start()
        ticket.action_resolve("Plugged in.")
        self.assertFalse(self._rows("config"))

    def test_costs(self):
        """Twenty changed at once cost no more statements than one, and few."""
        skills = self.env["servicedesk.skill"].create(
            [{"name": f"Skill {number}"} for number in range(20)]
        )
        counts = []
        for some in (skills[:1], skills[:1], skills):
            some = self._mine(some)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.write({"color": 3 + len(counts)})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
        with patch.object(
            self.env.registry["servicedesk.log"], "_is_watching", lambda log: False
        ):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._mine(skills).write({"color": 9})
            self.env.flush_all()
            plain = self.env.cr.sql_log_count - before
        self.assertLessEqual(counts[2] - plain, 4)

    def test_every_model_is_decided(self):
        """Each model of the suite that managers write is configuration, or is named
        here with its reason.
        """
        others = {
            "announcement": "words for a day, with an author",
            "component": "assets, with a history of their own",
            "contract": "assets, with a history of their own",
            "duty": "who is on call today",
            "notice.choice": "a person's own wish",
            "ticket": "the work itself",
            "time.entry": "working time, with who wrote it down",
            "work.order": "the work itself, with a conversation of its own",
        }
        manager = self.env["servicedesk.team"].with_user(self.manager).env
        written = {
            name
            for name, model in manager.items()
            if name.startswith("servicedesk.")
            and not model._abstract
            and not model._transient
            and model._auto
            and model.has_access("write")
        }
        named = {f"servicedesk.{name}" for name in others}
        self.assertEqual(written - CONFIGURATION.keys() - named, set())


@tagged("post_install", "-at_install")
class TestLogMembership(LogCommon):
    """Who became manager, by whom, and by whatever way."""

    def setUp(self):
        super().setUp()
        self.group = self.env.ref("servicedesk_core.group_servicedesk_manager")
        self.boss_env = self.env(user=self.user_admin)

    def _check(self, user, *signs):
        row = self._rows().filtered(lambda row: row.res_model == "res.users")
        self.assertEqual((row.user_id, row.res_id), (self.user_admin, user.id))
        self.assertEqual(row.res_name, user.name)
        for sign in signs:
            self.assertIn(f"{sign} {self.group.full_name}", row.details)
        self._forget()

    def test_by_user(self):
        """On the user's form: in, and out again."""
        user = self.agent_a.with_env(self.boss_env)
        user.group_ids = [Command.link(self.group.id)]
        self._check(user, "+")
        user.group_ids = [Command.unlink(self.group.id)]
        self._check(user, "−")

    def test_by_group(self):
        """On the group's form."""
        self.group.with_env(self.boss_env).user_ids = [Command.link(self.agent_a.id)]
        self._check(self.agent_a, "+")

    def test_by_another_group(self):
        """By a group that comes to include it."""
        group = self.env["res.groups"].create(
            {"name": "Harmless", "user_ids": [Command.link(self.agent_a.id)]}
        )
        group.with_env(self.boss_env).implied_ids = [Command.link(self.group.id)]
        self._check(self.agent_a, "+")

    def test_new_group(self):
        """By a group that includes it from its beginning."""
        self.boss_env["res.groups"].create(
            {
                "name": "Harmless",
                "implied_ids": [Command.link(self.group.id)],
                "user_ids": [Command.link(self.agent_a.id)],
            }
        )
        self._check(self.agent_a, "+")

    def test_new_user(self):
        """With the user himself."""
        user = self.boss_env["res.users"].create(
            {
                "name": "Neo",
                "login": "neo",
                "group_ids": [Command.set(self.group.ids)],
            }
        )
        self._check(user, "+")

    def test_archived(self):
        """An archived user is no member any more."""
        self.manager.with_env(self.boss_env).active = False
        self._check(self.manager, "−")

    def test_other_groups(self):
        """Groups of other modules are not the desk's business."""
        user = self.agent_a.with_env(self.boss_env)
        user.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        self.assertFalse(self._rows())

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_refused(self):
        """Who may not change groups leaves no row."""
        with self._refused():
            self.agent_a.with_user(self.agent_a).group_ids = [
                Command.link(self.group.id)
            ]
        self.assertFalse(self._rows())
