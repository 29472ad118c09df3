# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from .access_common import ROLES, AccessCommon, parse_table

OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}

# Roles that have the same rights on models, as long as no record is in question.
ALIKE = {
    "public": ("public",),
    "portal": ("customer", "other_customer", "boss"),
    "employee": ("employee", "stranger"),
    "agent": ("agent_a", "agent_b", "agent_idle", "foreign_agent"),
    "disp": ("dispatcher", "api_user"),
    "manager": ("manager",),
    "auditor": ("auditor",),
    "owner": ("owner",),
    "admin": ("admin",),
}

# What they may do with each model (servicedesk.…) at all; rules narrow
# it down by record.
MODELS = parse_table("""
model               public portal employee agent disp manager auditor owner admin
approval                 -      r        r     r    r       r       r     r     r
approval.decide          -      -     rwcu  rwcu rwcu    rwcu    rwcu  rwcu  rwcu
approval.rule            -      -        -     r    r    rwcu       r  rwcu     -
announcement             -      r        r     r rwcu    rwcu       r     r     r
answer.link              -      -        -     -    -       -       -     -     r
answer.nonce             -      -        -     -    -       -       -     -     r
call.outcome             -      -        -  rwcu rwcu    rwcu       -     -     -
category                 -      -        r     r    r    rwcu       r     r     r
change.window            -      -        -     r    r       r       r     -     -
closing.cycle            -      -        -     r    r       r       r     -     -
closure.code             -      -        r     r    r    rwcu       r     r     r
component                -      -        -   rwc  rwc    rwcu       r     r     -
component.type           -      -        -     r    r    rwcu       r     -     -
confidential.move        -      -        -     - rwcu    rwcu       -     -     -
confidential.ticket      -      -        -     -    r       r       -     -     -
contact.claim            -      -        -     -    -       -       -     -     r
contract                 -      -        -     r    r    rwcu       r     -     -
contractor.rate          -      -        -     r    r    rwcu       r     -     -
contractor.report        -      -        -     -    r       r       r     -     -
cycle.change             -      -        -     -    -    rwcu       -     -     -
cycle.change.line        -      -        -     -    -    rwcu       -     -     -
duty                     -      -        -    rw rwcu    rwcu       r     -     -
log                      -      -        -     -    -       r       r     -     r
mail.intake              -      -        -     -    r       r       r     -     -
mail.sender              -      -        -     r rwcu    rwcu       r     -     -
mail.spam                -      -        -  rwcu rwcu    rwcu       -     -     -
message.publish          -      -        -  rwcu rwcu    rwcu       -     -     -
notice                   -      -        -     -    -       -       -     -     r
notice.choice            -      -        -  rwcu rwcu    rwcu       -  rwcu     -
notice.rule              -      -        -     r    r    rwcu       r     -     -
notice.try               -      -        -     -    -    rwcu       -     -     -
notice.try.line          -      -        -     -    -    rwcu       -     -     -
escalation               -      -        r     r    r       r       r     r     r
escalation.answer        -      -     rwcu  rwcu rwcu    rwcu    rwcu  rwcu  rwcu
escalation.rule          -      -        -     r    r    rwcu       r     -     -
freeze                   -      -        -     r    r    rwcu       r     -     -
pin                      -      -        -     -    -       -       -     -     r
plan.step                -      -        -     r    r    rwcu       r  rwcu     -
presence                -      -        -     -    -       -       -     -     r
priority.rule            -      -        -     r    r    rwcu       r     -     -
remote.action            -      -        -     r    r    rwcu       r     -  rwcu
remote.host              -      -        -     -    -    rwcu       r     -  rwcu
schedule                 -      -        -     r  rwc    rwcu       r     -     -
service                  -      r        r     r    r    rwcu       r    rw     r
service.path             -      -        -     r    r    rwcu       r  rwcu     -
service.phase            -      -        -     r    r    rwcu       r  rwcu     -
shift                    -      -        -     r    r    rwcu       r     -     -
site                     -      -        r     r    r    rwcu       r     r     r
skill                    -      -        r     r    r    rwcu       r     r     r
stage                    -      r        r     r    r    rwcu       r     r     r
tag                      -      -        r    rc   rc    rwcu       r     r     r
team                     -      -        r     r    r    rwcu       r     r     r
team.member              -      -        r     r    r    rwcu       r     r     r
ticket                   -      r        r   rwc  rwc    rwcu       r     r     r
ticket.affected          -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.answer            -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.bulk              -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.children          -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.escalate          -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.join              -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.merge             -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.move              -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.related           -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.remote            -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.snooze            -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.cost              -      -        -     -    -       r       -     -     -
time.activity            -      -        r     r    r    rwcu       r     r     r
time.close               -      -        -     -    -    rwcu       -     -     -
time.entry               -      -        -  rwcu rwcu    rwcu       r     -     -
time.rate                -      -        -     -    -    rwcu       -     -     -
time.role                -      -        -     -    -    rwcu       -     -     -
ticket.split             -      -        -  rwcu rwcu    rwcu       -     -     -
ticket.span              -      -        -     r    r       r       r     -     -
ticket.template          -      -        -     r    r    rwcu       r     -     -
ticket.type              -      r        r     r    r    rwcu       r     r     r
work.order.sign          -      -     rwcu  rwcu rwcu    rwcu    rwcu  rwcu  rwcu
transition               -      -        -     r    r    rwcu       r     -     -
payment.export           -      -        -     -    -    rwcu       -     -     -
work.order.answer        -      -     rwcu  rwcu rwcu    rwcu    rwcu  rwcu  rwcu
work.order.make          -      -        -  rwcu rwcu    rwcu       -     -     -
work.order.claim         -      -     rwcu  rwcu rwcu    rwcu    rwcu  rwcu  rwcu
work.order.claim.line    -      -     rwcu  rwcu rwcu    rwcu    rwcu  rwcu  rwcu
work.order.cut           -      -        -  rwcu rwcu    rwcu       -     -     -
work.order.decide        -      -        -     -    -    rwcu       -     -     -
work.order               -      r        r  rwcu rwcu    rwcu       r     r     r
work.order.line          -      r        r     r    r       r       r     r     r
""")

# What each role may do with each sort of ticket: find and read it, work on it (write),
# delete it. "secret" tickets are of a confidential team, "unsorted" ones have no type,
# "owned" ones are about the owner's service; "owned_hr" is, at a confidential team.
TICKETS = parse_table("""
role           first second secret unsorted unsorted_hr internal foreign owned owned_hr
public             -      -      -        -           -        -       -     -        -
customer           r      r      -        r           -        -       -     r        -
other_customer     -      -      r        -           r        -       r     -        r
boss               r      r      -        r           -        -       -     r        -
employee           -      -      -        -           -        r       -     -        -
stranger           -      -      -        -           -        -       -     -        -
agent_a           rw      r      -       rw           -       rw       -     r        -
agent_b            r     rw      -       rw           -        r       -    rw        -
agent_idle         r      r      -        r           -        r       -     r        -
dispatcher        rw     rw      -       rw           -       rw       -    rw        -
manager          rwu    rwu      -      rwu           -      rwu       -   rwu        -
auditor            r      r      r        r           r        r       -     r        r
owner              -      -      -        -           -        -       -     r        -
api_user          rw     rw      -       rw           -       rw       -    rw        -
foreign_agent      -      -      -        -           -        -      rw     -        -
admin              -      -      -        -           -        -       -     -        -
""")

# For which team each role may register a ticket.
CREATE = parse_table("""
role           team_first team_second team_secret foreign_team
public                  -           -           -            -
customer                -           -           -            -
other_customer          -           -           -            -
boss                    -           -           -            -
employee                -           -           -            -
stranger                -           -           -            -
agent_a                 c           c           c            -
agent_b                 c           c           c            -
agent_idle              c           c           c            -
dispatcher              c           c           c            -
manager                 c           c           c            -
auditor                 -           -           -            -
owner                   -           -           -            -
api_user                c           c           c            -
foreign_agent           -           -           -            c
admin                   -           -           -            -
""")


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessCommon):
    """Every role, every model, every operation, against the tables above."""

    def _models(self):
        return {
            name
            for name, model in self.env.items()
            if name.startswith("servicedesk.")
            and not model._abstract
            and model._original_module == "servicedesk_core"
        }

    def test_every_model_is_in_the_table(self):
        """A new model gets a row before it gets in."""
        self.assertEqual({f"servicedesk.{name}" for name in MODELS}, self._models())

    def test_every_role_is_in_the_tables(self):
        """The tables leave nobody out."""
        for table in (TICKETS, CREATE):
            self.assertEqual(tuple(table), ROLES)
        self.assertEqual(sorted(sum(ALIKE.values(), ())), sorted(ROLES))

    def test_models(self):
        """The access list grants each role what the table says, and not a bit more."""
        for name, role, letters in self._rights():
            with self.subTest(model=name, role=role):
                records = self._as(role, self.env[f"servicedesk.{name}"])
                granted = "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if records.has_access(operation)
                )
                self.assertEqual(granted or "-", letters)

    def test_every_ticket_is_in_the_table(self):
        self.assertEqual(set(TICKETS["public"]), set(self.tickets))

    def test_tickets_are_read_by_id(self):
        """Who may not read a ticket gets nothing of it by asking for its id."""
        for role, kind, ticket, letters in self._cells():
            with self.subTest(role=role, ticket=kind):
                self.assertEqual(self._may(ticket.read, ["name"]), "r" in letters)

    def test_tickets_are_found(self):
        """Search finds what may be read: not less, not more."""
        all_tickets = self.env["servicedesk.ticket"].browse(
            ticket.id for ticket in self.tickets.values()
        )
        for role, row in TICKETS.items():
            expected = {kind for kind, letters in row.items() if "r" in letters}
            with self.subTest(role=role):
                if role == "public":
                    with self._refused():
                        self._as(role, all_tickets).search([])
                    continue
                found = self._as(role, all_tickets).search(
                    [("id", "in", all_tickets.ids)]
                )
                kinds = {
                    kind for kind, ticket in self.tickets.items() if ticket in found
                }
                self.assertEqual(kinds, expected)

    def test_tickets_are_written(self):
        """Who works on a ticket writes it; everybody else leaves it as it is."""
        for role, kind, ticket, letters in self._cells():
            with self.subTest(role=role, ticket=kind):
                self.assertEqual(
                    self._may(ticket.write, {"priority": "2"}), "w" in letters
                )

    def test_tickets_are_deleted(self):
        """Managers delete tickets of their companies; nobody else does."""
        for role, kind, ticket, letters in self._cells():
            with self.subTest(role=role, ticket=kind):
                self.assertEqual(self._may(ticket.unlink), "u" in letters)

    def test_tickets_are_registered(self):
        """Agents register for every team of their companies."""
        for role, row in CREATE.items():
            tickets = self._as(role, self.env["servicedesk.ticket"])
            for team, letter in row.items():
                with self.subTest(role=role, team=team):
                    vals = {"name": "New one", "team_id": getattr(self, team).id}
                    self.assertEqual(self._may(tickets.create, vals), letter == "c")

    def test_spans_are_as_visible_as_their_tickets(self):
        """The ledger of a ticket is read by who reads the ticket in the desk."""
        for role in (*ALIKE["agent"], *ALIKE["disp"], "manager", "auditor"):
            for kind, letters in TICKETS[role].items():
                spans = self._as(role, self.tickets[kind].sudo().span_ids)
                with self.subTest(role=role, ticket=kind):
                    self.assertEqual(self._may(spans.read, ["state"]), "r" in letters)

    def test_spans_are_written_by_nobody(self):
        """The ledger is append-only, and not even managers append."""
        span = self.tickets["first"].span_ids
        for role in ROLES:
            mine = self._as(role, span)
            vals = {
                "ticket_id": self.tickets["first"].id,
                "state": "closed",
                "date_from": "2026-03-02 09:00:00",
            }
            with self.subTest(role=role):
                self.assertFalse(self._may(mine.write, {"state": "closed"}))
                self.assertFalse(self._may(mine.unlink))
                self.assertFalse(self._may(mine.create, vals))

    def _rights(self):
        for name, row in MODELS.items():
            for kind, letters in row.items():
                for role in ALIKE[kind]:
                    yield name, role, letters

    def _cells(self):
        for role, row in TICKETS.items():
            for kind, letters in row.items():
                yield role, kind, self._as(role, self.tickets[kind]), letters
