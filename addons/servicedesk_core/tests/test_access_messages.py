# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .access_common import ROLES, AccessCommon, parse_table

# Who reads what of the conversation of each sort of ticket: the public part (p), the
# hidden notes (n).
READS = parse_table("""
role           first internal foreign own_secret
public             -        -       -          -
customer           p        -       -          -
other_customer     -        -       p          -
boss               p        -       -          -
employee           -        p       -          -
stranger           -        -       -          -
agent_a           pn       pn       -          p
agent_b           pn       pn       -          -
agent_idle        pn       pn       -          -
dispatcher        pn       pn       -          -
manager           pn       pn       -          -
auditor           pn       pn       -         pn
owner              -        -       -          -
api_user          pn       pn       -          -
foreign_agent      -        -      pn          -
admin              -        -       -          -
""")

# Who writes to whom: answers to the requester (c), hidden notes (n).
POSTS = parse_table("""
role           first second internal foreign own_secret
public             -      -        -       -          -
customer           c      c        -       -          -
other_customer     -      -        -       c          -
boss               c      c        -       -          -
employee           -      -        c       -          -
stranger           -      -        -       -          -
agent_a           cn      -       cn       -          c
agent_b            -     cn        -       -          -
agent_idle         -      -        -       -          -
dispatcher        cn     cn       cn       -          -
manager           cn     cn       cn       -          -
auditor            -      -        -       -          -
owner              -      -        -       -          -
api_user          cn     cn       cn       -          -
foreign_agent      -      -        -      cn          -
admin              -      -        -       -          -
""")

PUBLIC_WORDS, NOTE_WORDS = "Velvet answer", "Copper remark"


class ConversationCommon(AccessCommon):
    """Tickets with a public message, three sorts of hidden ones, and a file with each.

    ``own_secret`` is a confidential ticket whose requester is an agent of another
    team: he stands on the requester's side of it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.env["mail.message"]
        cls.comment = cls.env.ref("mail.mt_comment")
        cls.note = cls.env.ref("mail.mt_note")
        cls.talks = {kind: cls._talk(kind) for kind in READS["public"]}
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _setup_tickets(cls):
        result = super()._setup_tickets()
        cls.tickets["own_secret"] = cls._make(
            team_id=cls.team_secret.id, partner_id=cls.agent_a.partner_id.id
        )
        for name in ("unsorted", "unsorted_hr", "owned_hr"):
            del cls.tickets[name]
        return result

    @classmethod
    def _talk(cls, kind):
        """Return the messages of a ticket by sort, posted by somebody of its team."""
        workers = {"foreign": cls.foreign_agent, "own_secret": cls.agent_c}
        ticket = cls.tickets[kind].with_user(workers.get(kind, cls.agent_a))
        ticket = ticket.with_context(mail_post_autofollow_author_skip=True)
        logged = ticket._message_log(body=f"{NOTE_WORDS} logged with a move")
        return {
            "public": cls._say(ticket, PUBLIC_WORDS, cls.comment),
            "note": cls._say(ticket, NOTE_WORDS, cls.note),
            "log": logged.sudo(False),
            "withdrawn": cls._withdraw(cls._say(ticket, NOTE_WORDS, cls.comment)),
        }

    @classmethod
    def _withdraw(cls, message):
        """Hide a message that had been public, and was mailed, as agents may."""
        message.is_internal = True
        return message

    @classmethod
    def _say(cls, ticket, words, subtype, **values):
        return ticket.message_post(
            body=words,
            message_type="comment",
            subtype_id=subtype.id,
            attachments=[(f"{words}.txt", words.encode())],
            **values,
        )

    def _expected(self, role, kind):
        letters = READS[role][kind]
        words = {"p": {"public"}, "n": {"note", "log", "withdrawn"}}
        return set().union(*(words.get(letter, ()) for letter in letters))


@tagged("post_install", "-at_install")
class TestReadingMessages(ConversationCommon):
    """Hidden notes are hidden from customers and colleagues, however they ask."""

    def test_the_table_is_complete(self):
        self.assertEqual(tuple(READS), ROLES)
        self.assertEqual(tuple(POSTS), ROLES)

    def _cells(self):
        for role, row in READS.items():
            for kind in row:
                yield role, kind, self._expected(role, kind)

    def test_by_id(self):
        """Ids are easily guessed: reading one by its id tells nothing more."""
        for role, kind, expected in self._cells():
            with self.subTest(role=role, ticket=kind):
                read = {
                    sort
                    for sort, message in self.talks[kind].items()
                    if self._may(self._as(role, message).read, ["body", "subject"])
                }
                self.assertEqual(read, expected)

    def test_by_search(self):
        """Searching messages of a ticket finds what may be read."""
        for role, kind, expected in self._cells():
            with self.subTest(role=role, ticket=kind):
                found = self._search(
                    role,
                    [
                        ("model", "=", "servicedesk.ticket"),
                        ("res_id", "=", self.tickets[kind].id),
                    ],
                )
                self.assertEqual(self._sorts(kind, found), expected)

    def test_by_their_words(self):
        """Searching for the words of a note does not even tell that there is one."""
        for role, kind, expected in self._cells():
            with self.subTest(role=role, ticket=kind):
                found = self._search(role, [("body", "ilike", NOTE_WORDS)])
                self.assertEqual(
                    self._sorts(kind, found), expected - {"public"} or set()
                )

    def test_counted(self):
        """Grouping and counting count what may be read."""
        for role in ("customer", "boss", "employee", "agent_a"):
            messages = self._as(role, self.messages)
            domain = [("body", "ilike", NOTE_WORDS)]
            with self.subTest(role=role):
                expected = sum(
                    len(self._expected(role, kind) - {"public"}) for kind in self.talks
                )
                self.assertEqual(messages.search_count(domain), expected)
                groups = messages._read_group(domain, ["message_type"], ["__count"])
                self.assertEqual(sum(count for _type, count in groups), expected)

    def test_by_the_route_of_the_chatter(self):
        """What the chatter fetches, and finds when asked for words, is no more."""
        for role, kind, expected in self._cells():
            if not expected:
                continue
            messages = self._as(role, self.messages)
            ticket = self._as(role, self.tickets[kind])
            with self.subTest(role=role, ticket=kind):
                fetched = messages._message_fetch(None, thread=ticket)["messages"]
                self.assertEqual(self._sorts(kind, fetched), expected)
                found = messages._message_fetch(
                    None, thread=ticket, search_term="Copper"
                )
                self.assertEqual(
                    self._sorts(kind, found["messages"]), expected - {"public"}
                )

    def test_by_searching_tickets(self):
        """Words of a note are not found out letter by letter through its ticket."""
        for role in ("customer", "boss", "employee", "stranger", "admin"):
            tickets = self._as(role, self.env["servicedesk.ticket"])
            for path in ("message_ids", "website_message_ids", "activity_ids"):
                with self.subTest(role=role, path=path):
                    if path == "activity_ids" and role == "admin":
                        self.assertFalse(tickets.search([(path, "!=", False)]))
                        continue
                    if role == "admin":
                        found = tickets.search([(f"{path}.body", "ilike", "Copper")])
                        self.assertFalse(found)
                        continue
                    with self._refused():
                        tickets.search([(f"{path}.id", "!=", 0)])

    def test_through_the_ticket(self):
        """Reading a ticket with its messages gives requesters none in passing."""
        specification = {"message_ids": {"fields": {"body": {}}}}
        for role, kind in (("customer", "first"), ("employee", "internal")):
            ticket = self._as(role, self.tickets[kind])
            with self.subTest(role=role), self._refused():
                ticket.web_read(specification)
        ticket = self._as("agent_b", self.tickets["first"])
        self.assertIn(NOTE_WORDS, str(ticket.web_read(specification)))

    def test_who_was_told_by_name(self):
        """A colleague reads the note that names him, and no other."""
        ticket = self.tickets["internal"].with_user(self.agent_a)
        told = ticket.message_post(
            body=f"{NOTE_WORDS} for you",
            subtype_xmlid="mail.mt_note",
            message_type="comment",
            partner_ids=self.employee.partner_id.ids,
        )
        self.assertTrue(self._may(self._as("employee", told).read, ["body"]))
        found = self._search("employee", [("body", "ilike", NOTE_WORDS)])
        self.assertEqual(found, self._as("employee", told))

    def test_names_of_customers_in_notes(self):
        """A customer whom a note names by mistake cannot read it all the same."""
        ticket = self.tickets["first"].with_user(self.agent_a)
        told = ticket.message_post(
            body=NOTE_WORDS,
            subtype_xmlid="mail.mt_note",
            message_type="comment",
            partner_ids=self.customer_partner.ids,
        )
        self.assertFalse(self._may(self._as("customer", told).read, ["body"]))

    def test_lists_of_messages_are_not_exported(self):
        """Only administrators export messages, whatever else they may do."""
        for role in ("auditor", "manager", "api_user", "employee"):
            with self.subTest(role=role), self._refused(UserError):
                self._as(role, self.talks["first"]["note"]).export_data(["body"])

    def _search(self, role, domain):
        if role == "public":
            return self.messages.browse()
        return self._as(role, self.messages).search(domain)

    def _sorts(self, kind, found):
        ids = set(found.ids)
        return {sort for sort, msg in self.talks[kind].items() if msg.id in ids}


@tagged("post_install", "-at_install")
class TestReadingFiles(ConversationCommon):
    """Files go with the message they came with."""

    def test_by_id_and_by_search(self):
        """By its id, among the ticket's files, by its name: no file of a note."""
        for role, row in READS.items():
            inside = getattr(self, role)._is_internal()
            for kind in row:
                # Customers get files by their page only.
                expected = self._expected(role, kind) - {"log"} if inside else set()
                with self.subTest(role=role, ticket=kind):
                    self.assertEqual(self._read_by_id(role, kind), expected)
                    if inside:
                        self.assertEqual(self._found(role, kind), expected)

    def test_by_name(self):
        """Searching for the name of a note's file does not tell that there is one."""
        domain = [("name", "=", f"{NOTE_WORDS}.txt")]
        for role, row in READS.items():
            files = self._as(role, self.env["ir.attachment"])
            if not getattr(self, role)._is_internal():
                continue
            found = files.search([*domain, ("res_model", "=", "servicedesk.ticket")])
            tickets = [kind for kind, letters in row.items() if "n" in letters]
            with self.subTest(role=role):
                self.assertEqual(found, files.search(domain))
                self.assertEqual(
                    set(found.mapped("res_id")),
                    {self.tickets[kind].id for kind in tickets},
                )

    def _read_by_id(self, role, kind):
        files = {
            sort: self._as(role, message.sudo().attachment_ids)
            for sort, message in self.talks[kind].items()
        }
        return {
            sort
            for sort, file in files.items()
            if file and self._may(file.read, ["name", "raw"])
        }

    def _found(self, role, kind):
        ticket = self.tickets[kind]
        found = self._as(role, self.env["ir.attachment"]).search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )
        return {
            sort
            for sort, message in self.talks[kind].items()
            if set(message.sudo().attachment_ids.ids) & set(found.ids)
        }

    def test_files_that_hang_on_the_ticket_alone(self):
        """A file nobody sent with a message is the desk's, and its author's."""
        files = self.env["ir.attachment"]
        vals = {
            "name": "loose.txt",
            "raw": b"loose",
            "res_model": "servicedesk.ticket",
            "res_id": self.tickets["internal"].id,
        }
        loose = files.with_user(self.agent_a).create(vals)
        self.assertFalse(self._may(self._as("employee", loose).read, ["raw"]))
        self.assertTrue(self._may(self._as("agent_b", loose).read, ["raw"]))
        loose.sudo().public = True
        self.assertTrue(self._may(self._as("employee", loose).read, ["raw"]))

    def test_a_file_made_public_elsewhere(self):
        """What another customer was sent is not public on the ticket it hangs on."""
        file = self.talks["internal"]["note"].sudo().attachment_ids
        self.talks["first"]["public"].sudo().attachment_ids += file
        self.env.flush_all()
        self.assertFalse(self._may(self._as("employee", file).read, ["raw"]))
        self.assertNotIn("note", self._found("employee", "internal"))

    def test_nobody_publishes_a_file_by_quoting_it(self):
        """Naming a note's file in a message of one's own does not open it."""
        hidden = self.talks["first"]["note"].sudo().attachment_ids
        ticket = self._as("customer", self.tickets["first"])
        message = ticket.message_post(body="Mine", attachment_ids=hidden.ids)
        self.assertFalse(message.sudo().attachment_ids)
        other = self.talks["internal"]["note"].sudo().attachment_ids
        ticket = self._as("employee", self.tickets["internal"])
        message = ticket.message_post(body="Mine", attachment_ids=other.ids)
        self.assertFalse(message.sudo().attachment_ids)
        with self._refused():
            self._as("employee", self.messages).create(
                {"body": "Mine", "attachment_ids": [Command.link(other.id)]}
            )


@tagged("post_install", "-at_install")
class TestPosting(ConversationCommon):
    """Requesters answer where they read; staff write where they work."""

    def _post(self, ticket, subtype):
        """Return the letter of what was posted, or an empty word."""
        message = ticket.message_post(
            body="Said", message_type="comment", subtype_id=subtype.id
        )
        return "n" if message.sudo().subtype_id == self.note else "c"

    def test_answers_and_notes(self):
        """What each role may post on each sort of ticket; requesters write no notes."""
        for role, row in POSTS.items():
            for kind, letters in row.items():
                ticket = self._as(role, self.tickets[kind])
                posted = set()
                for subtype in (self.comment, self.note):
                    self._may(lambda t=ticket, s=subtype: posted.add(self._post(t, s)))
                with self.subTest(role=role, ticket=kind):
                    self.assertEqual(posted, set(letters) - {"-"})

    def test_following_gives_no_voice(self):
        """Agents and auditors who follow a ticket hear of it; they do not speak."""
        ticket = self.tickets["second"]
        for role in ("agent_a", "agent_idle", "auditor"):
            mine = self._as(role, ticket)
            mine.message_subscribe(mine.env.user.partner_id.ids)
            for subtype in (self.comment, self.note):
                with self.subTest(role=role, subtype=subtype.name), self._refused():
                    self._post(mine, subtype)

    def test_colleagues_who_follow_have_a_voice(self):
        """A colleague or customer whom the desk added answers like the requester."""
        ticket = self.tickets["secret"]
        for user in (self.stranger, self.customer):
            ticket.message_subscribe(user.partner_id.ids)
            with self.subTest(user=user.login):
                mine = ticket.with_user(user).with_context({})
                self.assertEqual(self._post(mine, self.note), "c")

    def test_other_ways_to_write(self):
        """Composer, mass mail, template, notice and record: no way around the table."""
        for role in ("agent_idle", "auditor", "stranger", "foreign_agent", "admin"):
            ticket = self._as(role, self.tickets["first"])
            for name, way in self._other_ways(ticket).items():
                if name == "notify" and role == "agent_idle":
                    continue  # staff may point others to what they read
                with self.subTest(role=role, way=name), self._refused(UserError):
                    way()
        self.assertFalse(
            self.messages.search([("body", "ilike", "Smuggled")]),
            "Nothing was posted or sent",
        )

    def _other_ways(self, ticket):
        env = ticket.env
        notice = {"body": "Smuggled", "subject": "Smuggled"}
        return {
            "composer": lambda: self._compose(ticket, "comment"),
            "mass mail": lambda: self._compose(ticket, "mass_mail"),
            "template": lambda: self._mail_by_template(ticket),
            "record": lambda: self._as_record(env, ticket, "comment"),
            "later": lambda: self._plan(ticket),
            "notify": lambda: ticket.message_notify(
                partner_ids=self.customer_partner.ids, **notice
            ),
            "source": lambda: ticket.message_post_with_source(
                "mail.message_activity_done"
            ),
            "activity": lambda: ticket.activity_schedule(
                "mail.mail_activity_data_todo", note="Smuggled", user_id=env.user.id
            ),
        }

    def _compose(self, ticket, mode):
        composer = ticket.env["mail.compose.message"].create(
            {
                "model": ticket._name,
                "res_ids": str(ticket.ids),
                "body": "Smuggled",
                "subject": "Smuggled",
                "partner_ids": [Command.set(self.customer_partner.ids)],
                "composition_mode": mode,
            }
        )
        composer._action_send_mail()

    def _mail_by_template(self, ticket):
        template = ticket.env["mail.template"].create(
            {
                "name": "Mine",
                "model_id": ticket.env["ir.model"]._get_id(ticket._name),
                "subject": "Smuggled",
                "body_html": "Smuggled",
                "email_to": "x@example.com",
            }
        )
        template.send_mail(ticket.id)

    def _plan(self, ticket):
        ticket.env["mail.scheduled.message"].create(
            {
                "model": ticket._name,
                "res_id": ticket.id,
                "body": "Smuggled",
                "author_id": ticket.env.user.partner_id.id,
                "scheduled_date": "2036-03-02 09:00:00",
            }
        )

    def _as_record(self, env, ticket, message_type, **vals):
        return env["mail.message"].create(
            {
                "model": ticket._name,
                "res_id": ticket.id,
                "body": "Smuggled",
                "message_type": message_type,
                "subtype_id": self.comment.id,
                **vals,
            }
        )

    def test_requesters_make_no_records(self):
        """With a message as a record one could date it, sign it, and quote files."""
        ticket = self.tickets["first"]
        known = self.talks["first"]["public"]
        for user, vals in (
            (self.customer, {}),
            (self.customer, {"message_type": "email"}),
            (self.customer, {"date": "2020-01-01 00:00:00"}),
            (self.other_customer, {"parent_id": known.id}),
            (self.stranger, {"author_id": self.agent_a.partner_id.id}),
            (self.stranger, {"message_type": "user_notification"}),
        ):
            vals = {"message_type": "comment", **vals}
            kind = vals.pop("message_type")
            with self.subTest(user=user.login, vals=vals), self._refused():
                self._as_record(self.env(user=user, su=False), ticket, kind, **vals)

    def test_one_ticket_is_no_door_to_another(self):
        """Who was told of a message on his ticket does not write on the next one."""
        vals = {"parent_id": self.talks["first"]["public"].id}
        with self._refused():
            self._as_record(
                self.env(user=self.customer, su=False),
                self.tickets["secret"],
                "comment",
                **vals,
            )

    def test_requesters_decide_on_their_words_only(self):
        """Whatever a requester asks for: a public comment, in his own name, now."""
        wishes = {
            "author_id": self.agent_a.partner_id.id,
            "email_from": "agent@desk.example.com",
            "message_type": "email",
            "subtype_xmlid": "mail.mt_note",
            "is_internal": True,
            "date": "2020-01-01 00:00:00",
            "partner_ids": self.other_partner.ids,
            "outgoing_email_to": "victim@example.com",
            "incoming_email_to": "victim@example.com",
            "reply_to": "catch@example.com",
            "message_id": "<forged@example.com>",
            "mail_server_id": 1,
        }
        for role, kind in (("customer", "first"), ("employee", "internal")):
            user = getattr(self, role)
            for name, value in wishes.items():
                ticket = self._as(role, self.tickets[kind])
                message = ticket.message_post(body="Mine", **{name: value})
                self.assertFalse(message.env.su)
                message = message.sudo()
                with self.subTest(role=role, wish=name):
                    self.assertEqual(message.author_id, user.partner_id)
                    self.assertEqual(message.message_type, "comment")
                    self.assertEqual(message.subtype_id, self.comment)
                    self.assertFalse(message.is_internal)
                    self.assertFalse(message.partner_ids)
                    self.assertFalse(message.outgoing_email_to)

    def test_ratings_do_not_come_with_messages(self):
        """A solution is rated once a cycle, with the answer: not in passing."""
        for role in ("agent_a", "manager", "customer"):
            ticket = self._as(role, self.tickets["first"])
            with self.subTest(role=role):
                self._may(ticket.message_post, body="Well done", rating_value=5)
                with self.env.cr.savepoint(flush=False):
                    try:
                        ticket.message_post(body="Well done", rating_value=5)
                    except AccessError:
                        self.env.invalidate_all()
                self.assertFalse(self.tickets["first"].rating_ids)

    def test_mail_is_delivered_by_gateways(self):
        """Who is no gateway does not hand in mail by RPC, in any name he likes."""
        raw = (
            "From: {0}\nTo: nobody@example.com\nSubject: Smuggled\n"
            "Message-Id: <{1}@example.com>\n\nSmuggled"
        )
        values = {"confirmation": "confirmed", "company_id": self.company.id}
        for role in ROLES:
            if role in ("admin", "api_user"):
                continue
            thread = self._as(role, self.env["mail.thread"])
            mail = raw.format(self.agent_a.email, role)
            with self.subTest(role=role, deed="new"), self._refused():
                thread.message_process("servicedesk.ticket", mail, values)
            with self.subTest(role=role, deed="into another"), self._refused():
                thread.message_process(
                    "servicedesk.ticket", mail, thread_id=self.tickets["secret"].id
                )

    def test_gateways_tell_no_deeds(self):
        """A gateway brings the mail; what only deeds write it may not tell."""
        mail = "From: x@example.com\nSubject: Hello\nMessage-Id: <g@example.com>\n\nHi"
        told = {
            "confirmation": "confirmed",
            "state": "closed",
            "resolution": "Nothing",
            "company_id": self.company.id,
        }
        for name, value in told.items():
            with self.subTest(name=name), self.assertRaises(AccessError):
                self._bring(mail, {name: value})
        self.assertFalse(
            self.env["servicedesk.mail.intake"].search(
                [("message_id", "=", "<g@example.com>")]
            )
        )
        ticket = self._bring(mail, {"priority": "3"})
        self.assertEqual((ticket.state, ticket.confirmation), ("new", "none"))
        self.assertEqual(ticket.priority, "3")

    def _bring(self, mail, values):
        """Deliver a mail as the gateway's user, with values for its ticket."""
        thread = self._as("api_user", self.env["mail.thread"])
        with self.enter_registry_test_mode():
            ticket_id = thread.message_process("servicedesk.ticket", mail, values)
        return self.env["servicedesk.ticket"].browse(ticket_id)


@tagged("post_install", "-at_install")
class TestKeepingMessages(ConversationCommon):
    """What was said about a ticket stays as it was said."""

    def test_nobody_rewrites_or_deletes_by_rpc(self):
        """Not who was told of it, not who wrote it, not who works on the ticket."""
        for sort, message in self.talks["first"].items():
            for role in ROLES:
                mine = self._as(role, message)
                with self.subTest(role=role, sort=sort):
                    for vals in (
                        {"body": "We owe you a million"},
                        {"author_id": self.customer_partner.id},
                        {"date": "2020-01-01 00:00:00"},
                        {"subtype_id": self.comment.id, "is_internal": False},
                        {"res_id": self.tickets["second"].id},
                    ):
                        if role != "admin":
                            self.assertFalse(self._may(mine.write, vals))
                    if role != "admin":
                        self.assertFalse(self._may(mine.unlink))

    def test_own_words_stay_too(self):
        """A requester does not change by RPC what he confirmed or wrote."""
        for role, kind in (("customer", "first"), ("employee", "internal")):
            ticket = self._as(role, self.tickets[kind])
            message = ticket.message_post(body="It works")
            with self.subTest(role=role):
                self.assertFalse(self._may(message.write, {"body": "Never said so"}))
                self.assertFalse(self._may(message.unlink))

    def test_hiding(self):
        """Who works on a ticket withdraws a message from the public; nobody else."""
        message = self.talks["first"]["public"]
        for role in ROLES:
            mine = self._as(role, message)
            with self.subTest(role=role):
                self.assertEqual(
                    self._may(mine.write, {"is_internal": True}),
                    role in ("agent_a", "dispatcher", "manager", "api_user"),
                )
        message.sudo().is_internal = True
        self.env.flush_all()
        self.assertFalse(self._may(self._as("customer", message).read, ["body"]))

    def test_messages_are_not_made_through_the_ticket(self):
        """Nor do they come, go or change as lines of the ticket."""
        message = self.talks["first"]["public"]
        for commands in (
            [Command.update(message.id, {"body": "Forged"})],
            [Command.delete(message.id)],
            [Command.clear()],
        ):
            for role in ("agent_a", "customer", "auditor", "manager"):
                ticket = self._as(role, self.tickets["first"])
                with self.subTest(role=role, command=commands[0][0]):
                    self.assertFalse(self._may(ticket.write, {"message_ids": commands}))


@tagged("post_install", "-at_install")
class TestFollowing(ConversationCommon):
    """Who follows is told; what he is told of is no more than what he may read."""

    def _subtypes(self, ticket, user):
        followers = ticket.sudo().message_follower_ids
        mine = followers.filtered(lambda row: row.partner_id == user.partner_id)
        return mine.subtype_ids

    def test_nobody_has_notes_sent_to_him(self):
        """Following notes takes the right to read them."""
        both = (self.comment | self.note).ids
        for role, kind in (
            ("customer", "first"),
            ("employee", "internal"),
            ("agent_a", "own_secret"),
        ):
            user, ticket = getattr(self, role), self._as(role, self.tickets[kind])
            ticket.message_subscribe(user.partner_id.ids, subtype_ids=both)
            with self.subTest(role=role):
                self.assertEqual(self._subtypes(ticket, user), self.comment)
        ticket = self._as("agent_b", self.tickets["first"])
        ticket.message_subscribe(self.agent_b.partner_id.ids, subtype_ids=both)
        self.assertIn(self.note, self._subtypes(ticket, self.agent_b))

    def test_nobody_follows_what_he_may_not_read(self):
        for role in ("stranger", "agent_b", "other_customer", "foreign_agent"):
            ticket = self._as(role, self.tickets["own_secret"])
            ticket.message_subscribe(ticket.env.user.partner_id.ids)
            with self.subTest(role=role):
                self.assertFalse(self._subtypes(ticket, getattr(self, role)))

    def test_followers_are_added_by_who_works(self):
        """Only who works on a ticket adds others to it, or takes them off."""
        added = self.other_partner.ids
        for role in ROLES:
            ticket = self._as(role, self.tickets["first"])
            works = "n" in POSTS[role]["first"]
            with self.subTest(role=role):
                if role != "other_customer":
                    self.assertEqual(self._may(ticket.message_subscribe, added), works)
                taken = self.customer_partner.ids
                if role not in ("public", "customer"):
                    self.assertEqual(
                        self._may(ticket.message_unsubscribe, taken), works
                    )
                wizard = self._as(role, self.env["mail.followers.edit"])
                vals = {
                    "res_model": ticket._name,
                    "res_ids": str(ticket.ids),
                    "partner_ids": [Command.set(added)],
                    "operation": "add",
                }
                self.assertEqual(
                    self._may(lambda w=wizard, v=vals: w.create(v).edit_followers()),
                    works,
                )

    def test_who_follows_is_for_the_desk_to_know(self):
        """Requesters know of themselves, the desk of everybody, others of nobody."""
        followers = self.env["mail.followers"]
        ticket = self.tickets["own_secret"]
        domain = [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        rows = followers.search(domain)
        self.assertTrue(rows)
        for role in ROLES:
            if not getattr(self, role)._is_internal():
                self.assertFalse(self._may(self._as(role, followers).search, domain))
                continue
            found = self._as(role, followers).search(domain)
            partners = found.sudo().partner_id
            with self.subTest(role=role):
                if "n" in READS[role]["own_secret"]:
                    self.assertEqual(found.ids, rows.ids)
                else:
                    self.assertLessEqual(
                        set(partners.ids), set(getattr(self, role).partner_id.ids)
                    )
                others = rows.filtered(
                    lambda row, role=role: (
                        row.partner_id != getattr(self, role).partner_id
                    )
                )
                self.assertEqual(
                    self._may(self._as(role, others).read, ["partner_id"]),
                    "n" in READS[role]["own_secret"] or not others,
                )


@tagged("post_install", "-at_install")
class TestWhatHangsOnTickets(ConversationCommon):
    """Ratings, activities, planned messages: as visible as notes, kept by deeds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ratings = {
            kind: cls.env["rating.rating"].create(
                {
                    "res_model_id": cls.env["ir.model"]._get_id("servicedesk.ticket"),
                    "res_id": cls.tickets[kind].id,
                    "rating": 2,
                    "feedback": "Slow",
                    "consumed": True,
                }
            )
            for kind in READS["public"]
        }
        cls.activities = {
            kind: cls.tickets[kind].activity_schedule(
                "mail.mail_activity_data_todo",
                summary="Ask him",
                user_id=cls.manager.id,
            )
            for kind in READS["public"]
        }
        cls.env.flush_all()

    def test_ratings_are_read_like_notes(self):
        """What the requester said of the solution is for the desk."""
        for role, row in READS.items():
            ratings = self._as(role, self.env["rating.rating"])
            for kind, letters in row.items():
                rating = self._as(role, self.ratings[kind])
                with self.subTest(role=role, ticket=kind):
                    reads = "n" in letters
                    self.assertEqual(self._may(rating.read, ["feedback"]), reads)
                    if getattr(self, role)._is_internal():
                        found = ratings.search([("id", "=", rating.id)])
                        self.assertEqual(bool(found), reads)

    def test_ratings_are_made_by_answers_only(self):
        """Nobody rates, mends or drops a rating by RPC, for himself or for others."""
        vals = {
            "res_model_id": self.env["ir.model"]._get_id("servicedesk.ticket"),
            "res_id": self.tickets["first"].id,
            "rating": 5,
            "consumed": True,
        }
        for role in ROLES:
            if role == "admin":
                continue
            rating = self._as(role, self.ratings["first"])
            ticket = self._as(role, self.tickets["first"])
            with self.subTest(role=role):
                self.assertFalse(self._may(rating.write, {"rating": 5}))
                self.assertFalse(self._may(rating.create, vals))
                self.assertFalse(self._may(rating.unlink))
                lines = {"rating_ids": [Command.create(dict(vals))]}
                self.assertFalse(self._may(ticket.write, lines))
                lines = {
                    "rating_ids": [
                        Command.update(self.ratings["first"].id, {"rating": 5})
                    ]
                }
                self.assertFalse(self._may(ticket.write, lines))
                self.assertFalse(self._may(ticket.write, {"rating_last_value": 5}))
                self.assertFalse(
                    self._may(ticket.rating_apply, 5, token=rating.sudo().access_token)
                )

    def test_keys_of_ratings_confirm_nothing_by_rpc(self):
        """Who gets hold of a rating's key does not answer for the requester by it."""
        ticket = self._resolved(self.agent_a).sudo()
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(ticket._name),
                "res_id": ticket.id,
                "partner_id": self.customer_partner.id,
            }
        )
        for role in ("agent_a", "dispatcher", "manager", "api_user", "customer"):
            mine = self._as(role, ticket)
            with self.subTest(role=role):
                self.assertFalse(
                    self._may(mine.rating_apply, 5, token=rating.access_token)
                )
        self.assertEqual(ticket.confirmation, "awaiting")

    def test_ratings_of_other_records_are_as_before(self):
        """Only tickets are guarded: other applications rate as they did."""
        partner = self.env["res.partner"].create({"name": "Rated"})
        vals = {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": partner.id,
            "rating": 4,
        }
        rating = self._as("employee", self.env["rating.rating"]).create(vals)
        rating.write({"rating": 3})
        self.assertEqual(rating.search([("id", "=", rating.id)]), rating)

    def test_activities_are_read_by_who_works(self):
        """What the desk plans to do is not for the requester to read."""
        for role, row in POSTS.items():
            for kind in self.activities:
                activity = self._as(role, self.activities[kind])
                with self.subTest(role=role, ticket=kind):
                    self.assertEqual(
                        self._may(activity.read, ["summary"]),
                        "n" in row[kind] or role == "manager",
                    )

    def test_activities_are_planned_by_who_works(self):
        """Also for somebody else: who only reads plans nothing."""
        for role in ("agent_b", "agent_idle", "auditor", "stranger", "foreign_agent"):
            ticket = self._as(role, self.tickets["first"])
            for user in (self.manager, getattr(self, role)):
                with self.subTest(role=role, user=user.login):
                    self.assertFalse(
                        self._may(
                            ticket.activity_schedule,
                            "mail.mail_activity_data_todo",
                            user_id=user.id,
                        )
                    )

    def test_planned_messages_are_their_authors(self):
        """A message that waits for its time is read by nobody before."""
        planned = self._as("agent_c", self.env["mail.scheduled.message"]).create(
            {
                "model": "servicedesk.ticket",
                "res_id": self.tickets["own_secret"].id,
                "body": NOTE_WORDS,
                "author_id": self.agent_c.partner_id.id,
                "scheduled_date": "2036-03-02 09:00:00",
            }
        )
        for role in ("agent_a", "agent_b", "employee", "stranger", "customer"):
            mine = self._as(role, planned)
            with self.subTest(role=role):
                self.assertFalse(self._may(mine.write, {"body": "Changed"}))
                self.assertFalse(self._may(mine.unlink))
