# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Who is told of what, and how: decided without a database."""

from datetime import datetime
from typing import NamedTuple

from .contact_window import ContactWindow

# Of two things that happen at once, somebody is told the one that stands first.
EVENTS = (
    "assigned",
    "reopened",
    "customer_answer",
    "desk_answer",
    "late",
    "moved",
    "resolved",
    "closed",
    "cancelled",
    "waiting",
    "registered",
    "stage",
    "classified",
)

REQUESTER, WATCHER, STAFF = "requester", "watcher", "staff"
INBOX, MAIL, CALL, PREFERRED, NONE = "inbox", "mail", "call", "preferred", "none"
URGENT = "3"

# What the suite mails by itself: who has that needs no second mail of it.
OWN_MAIL = frozenset({"registered", "resolved"})


class Rule(NamedTuple):
    """A notice rule, as far as it decides; empty sets stand for all."""

    id: int
    event: str
    recipient: str
    channel: str = PREFERRED
    template_id: int | None = None
    stage_ids: frozenset[int] = frozenset()
    type_ids: frozenset[int] = frozenset()
    team_ids: frozenset[int] = frozenset()
    company_id: int | None = None
    priority: str = "0"


class Facts(NamedTuple):
    """A ticket, as far as rules look at it."""

    stage_id: int | None = None
    type_id: int | None = None
    team_id: int | None = None
    company_id: int | None = None
    priority: str = "0"


class Person(NamedTuple):
    """Somebody who may be told, as far as it matters.

    ``choice`` is what he wants himself: of the desk's people one of ``inbox``,
    ``mail``, ``none`` or empty; of others ``email``, ``phone``, ``sms``, ``portal`` or
    empty. ``native`` is how Odoo itself would tell him, ``told`` that he has the
    message, the acknowledgement or the solution this is about.
    """

    side: str = STAFF
    is_actor: bool = False
    is_active: bool = True
    may_read: bool = True
    told: bool = False
    choice: str = ""
    native: str = MAIL
    has_mail: bool = True
    has_phone: bool = False
    has_login: bool = False


class Decision(NamedTuple):
    """Whether somebody is told (``channel``), and why in this way, or why not."""

    channel: str | None
    why: str


def matches(rule: Rule, event: str, facts: Facts) -> bool:
    """Return whether ``rule`` is about what happened to such a ticket."""
    return (
        rule.event == event
        and (event != "stage" or facts.stage_id in rule.stage_ids)
        and (not rule.type_ids or facts.type_id in rule.type_ids)
        and (not rule.team_ids or facts.team_id in rule.team_ids)
        and (rule.company_id is None or rule.company_id == facts.company_id)
        and facts.priority >= rule.priority
    )


def decide(channel: str, person: Person) -> Decision:
    """Return whether and how a rule of ``channel`` reaches ``person``.

    His own choice goes before the rule's, but a rule that wants a call gets one. Who
    cannot be reached as wanted is reached as he can be; who has been told in writing
    is not written to again.
    """
    if person.is_actor:
        return Decision(None, "actor")
    if not person.is_active:
        return Decision(None, "inactive")
    if not person.may_read:
        return Decision(None, "access")
    chosen = _choose_staff if person.side == STAFF else _choose_outside
    decision = chosen(channel, person)
    if person.told and decision.channel in (MAIL, INBOX):
        return Decision(None, "told")
    return decision


def _choose_staff(channel: str, person: Person) -> Decision:
    if person.choice == NONE:
        return Decision(None, "unwanted")
    if channel == CALL:
        return Decision(CALL, "rule")
    wanted, why = channel, "rule"
    if person.choice:
        wanted, why = person.choice, "choice"
    elif channel == PREFERRED:
        wanted, why = person.native, "native"
    if wanted == MAIL and not person.has_mail:
        return Decision(INBOX, "no_mail")
    return Decision(wanted, why)


def _choose_outside(channel: str, person: Person) -> Decision:
    """People outside have no inbox in Odoo; who only looks on is never called."""
    if person.side == WATCHER:
        if not person.has_mail:
            return Decision(None, "unreachable")
        return Decision(MAIL, "rule")
    if (channel == CALL or person.choice == "phone") and person.has_phone:
        return Decision(CALL, "rule" if channel == CALL else "choice")
    if person.choice == "portal" and person.has_login and channel != MAIL:
        return Decision(None, "portal")
    if person.has_mail:
        return Decision(MAIL, "choice" if person.choice == "email" else "rule")
    if person.has_phone:
        return Decision(CALL, "no_mail")
    return Decision(None, "unreachable")


def hold_until(
    channel: str, window: ContactWindow, at: datetime, priority: str, side: str
) -> datetime | None:
    """Return until when a notice waits, or None if it goes out at once.

    The desk's people are left alone in their quiet hours; customers are not called
    outside theirs, and a mail waits for nobody there. What is critical does not wait.
    """
    if priority >= URGENT or (side != STAFF and channel != CALL):
        return None
    opens = window.get_next(at)
    return opens if opens > at else None
