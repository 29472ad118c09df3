# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Move what a deed stamped with the present to a time in the past."""

from collections import namedtuple

from odoo import fields
from odoo.tools import SQL

TICKET = "servicedesk.ticket"
APPROVAL = "servicedesk.approval"
ESCALATION = "servicedesk.escalation"
WORK_ORDER = "servicedesk.work.order"
CONTRACT = "servicedesk.contract"
# What belongs to a ticket and has a conversation, activities and links of its own.
OWN = (APPROVAL, ESCALATION, WORK_ORDER)

# A model that deeds write to: the column that names the ticket, the one that names
# its model if the table serves many, and the columns that hold the present.
Stamped = namedtuple("Stamped", "name ticket model columns")
LOGGED = ("create_date", "write_date")
LINE = "servicedesk.work.order.line"
LINE_COLUMNS = (*LOGGED, "date_decided")
STAMPED = (
    Stamped(
        "servicedesk.ticket",
        "id",
        None,
        (
            *LOGGED,
            "date_assigned",
            "date_acknowledged",
            "date_first_response",
            "date_resolved",
            "date_asked",
            "date_confirmed",
            "date_closed",
        ),
    ),
    Stamped("servicedesk.ticket.span", "ticket_id", None, ("date_from", "date_to")),
    Stamped(
        "servicedesk.closing.cycle",
        "ticket_id",
        None,
        ("date_proposed", "date_sent", "date_answered"),
    ),
    Stamped(
        "servicedesk.approval",
        "ticket_id",
        None,
        (*LOGGED, "date_asked", "date_decided", "date_escalated"),
    ),
    Stamped(
        ESCALATION,
        "ticket_id",
        None,
        (*LOGGED, "date_offered", "date_answered", "date_settled"),
    ),
    Stamped(
        WORK_ORDER,
        "ticket_id",
        None,
        (
            *LOGGED,
            "date_sent",
            "date_accepted",
            "date_started",
            "date_done",
            "date_verified",
            "date_last_step",
            "date_decided",
        ),
    ),
    Stamped("servicedesk.time.entry", "ticket_id", None, LOGGED),
    Stamped("servicedesk.answer.link", "res_id", "res_model", (*LOGGED, "revoked_at")),
    Stamped("mail.message", "res_id", "model", (*LOGGED, "date")),
    Stamped("mail.activity", "res_id", "res_model", LOGGED),
    Stamped("rating.rating", "res_id", "res_model", LOGGED),
)


class Past:
    """The time before ``present``, in which no row of a demo ticket is stamped yet."""

    def __init__(self, env):
        self.env = env
        # Odoo stamps rows with the beginning of the transaction, deeds with the
        # clock of this machine: the earlier of the two is where the present begins.
        began = min(env.cr.now(), fields.Datetime.now())
        self.present = began.replace(microsecond=0)

    def move(self, ticket, moment):
        """Move what bears the present to ``moment``: of ``ticket``, and of its family.

        :param datetime moment: before the present, UTC without a zone.
        :raise ValueError: when it is not.
        """
        if moment >= self.present:
            raise ValueError(f"{ticket.display_name}: {moment} is not in the past")
        self.env.flush_all()
        # Odoo writes the notes about changed fields just before it commits.
        self.env.cr.precommit.run()
        self.env.flush_all()
        # sudo: servicedesk.ticket - tasks of other teams go into the past as well
        ticket = ticket.sudo()
        tickets = ticket | ticket.child_ids
        # Where two are tied together, both say so.
        tickets |= ticket.related_ids | ticket.follow_up_of_id
        tickets |= ticket.work_order_ids.doer_ticket_id
        moves = [self._prepare_move(stamped, tickets, moment) for stamped in STAMPED]
        moves.append(self._prepare_lines(ticket, moment))
        # Deadlines first: which of them are to move is told by their creation.
        moves.insert(0, self._prepare_deadlines(tickets, moment))
        self.env.cr.execute(SQL("; ").join(moves))
        for stamped in STAMPED:
            self.env[stamped.name].invalidate_model(stamped.columns, flush=False)
        self.env[LINE].invalidate_model(LINE_COLUMNS, flush=False)
        self.env["mail.activity"].invalidate_model(["date_deadline"], flush=False)
        # Reckoned by the deed from the present that was moved.
        orders = ticket.work_order_ids
        self.env.add_to_compute(orders._fields["answer_hours"], orders)

    def _prepare_move(self, stamped, tickets, moment):
        return SQL(
            "UPDATE %s SET %s WHERE %s",
            SQL.identifier(self.env[stamped.name]._table),
            self._get_changes(stamped.columns, moment),
            self._get_rows(stamped, tickets),
        )

    def _prepare_lines(self, ticket, moment):
        """Move the lines of a ticket's work orders, which do not name the ticket."""
        return SQL(
            "UPDATE servicedesk_work_order_line SET %s WHERE order_id IN"
            " (SELECT id FROM servicedesk_work_order WHERE ticket_id = %s)",
            self._get_changes(LINE_COLUMNS, moment),
            ticket.id,
        )

    def _get_changes(self, columns, moment):
        changes = [
            SQL(
                "%(column)s = CASE WHEN %(column)s >= %(present)s"
                " THEN %(moment)s ELSE %(column)s END",
                column=SQL.identifier(column),
                present=self.present,
                moment=moment,
            )
            for column in columns
        ]
        return SQL(", ").join(changes)

    def _get_rows(self, stamped, tickets):
        """Return the condition for rows of the tickets, and of what belongs to them."""
        column, ids = SQL.identifier(stamped.ticket), tuple(tickets.ids)
        if not stamped.model:
            return SQL("%s IN %s", column, ids)
        model = SQL.identifier(stamped.model)
        rows = [SQL("%s = %s AND %s IN %s", model, TICKET, column, ids)]
        rows += [
            SQL(
                "%s = %s AND %s IN (SELECT id FROM %s WHERE ticket_id IN %s)",
                model,
                name,
                column,
                SQL.identifier(self.env[name]._table),
                ids,
            )
            for name in OWN
        ]
        return SQL("(%s)", SQL(" OR ").join(rows))

    def _prepare_deadlines(self, tickets, moment):
        """Let activities that the deeds themselves planned be due on the step's day.

        What is offered is due when it is to be answered.
        """
        activities = next(one for one in STAMPED if one.name == "mail.activity")
        return SQL(
            """UPDATE mail_activity SET date_deadline = %s
               WHERE %s AND automated AND create_date >= %s
                 AND NOT (res_model = %s AND date_deadline > %s)""",
            moment.date(),
            self._get_rows(activities, tickets),
            self.present,
            ESCALATION,
            self.present.date(),
        )
