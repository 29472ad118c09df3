# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""When a rule of escalation is due for a ticket: conditions and counted time.

Time counts on the working hours of the ticket, while nothing is waited for, and only
as long as the ticket has lacked what the rule is about. Instants are naive UTC.
"""

from datetime import datetime
from typing import NamedTuple

from .escalation import LONGEST

# What a ticket lacks.
BEGUN = "begun"
ASSIGNED = "assigned"
ANSWERED = "answered"

# What a rule does.
WHOLE, PART, NOTICE = "whole", "part", "notice"

# In which time runs, before somebody begins and altogether.
UNTOUCHED = ("new", "assigned")
RUNNING = (*UNTOUCHED, "in_progress")


class Rule(NamedTuple):
    """What a ticket must be like for a rule to hold, and how long it lacks what."""

    id: int
    lack: str
    minutes: int
    share: str
    priority: str
    since: datetime
    company_id: int | None
    type_ids: frozenset
    team_ids: frozenset
    service_ids: frozenset


class Facts(NamedTuple):
    """What rules ask of a ticket."""

    state: str
    priority: str
    registered: datetime
    company_id: int
    type_id: int | None
    team_id: int | None
    service_line: frozenset  # its service and all that it is a part of
    has_assignee: bool
    is_answered: bool
    is_offered: bool  # the whole of it awaits an answer already


class Span(NamedTuple):
    """A stretch of a ticket's life; the last one has no end."""

    state: str
    has_assignee: bool
    start: datetime
    end: datetime | None


def holds(rule, facts):
    """Return whether ``rule`` is about a ticket such as ``facts`` say, now."""
    return (
        lacks(rule.lack, facts)
        and facts.priority >= rule.priority
        and facts.registered >= rule.since
        and rule.company_id in (None, facts.company_id)
        and (not rule.type_ids or facts.type_id in rule.type_ids)
        and (not rule.team_ids or facts.team_id in rule.team_ids)
        and (not rule.service_ids or bool(rule.service_ids & facts.service_line))
        # Who is offered the whole has his own deadline: the rule waits for him.
        and not (rule.share == WHOLE and facts.is_offered)
    )


def lacks(lack, facts):
    """Return whether the ticket lacks what a rule is about, and time runs."""
    if lack == ANSWERED:
        return facts.state in RUNNING and not facts.is_answered
    if lack == ASSIGNED:
        return facts.state in UNTOUCHED and not facts.has_assignee
    return facts.state in UNTOUCHED


def counted(lack, spans, now):
    """Return the (start, end) for which the ticket has lacked it, oldest first.

    What was waited for does not count. A ticket that was begun and put back counts
    anew from then on; a first answer is given once.

    :param spans: its life, as :class:`Span`, oldest first.
    """
    pieces = []
    for span in reversed(spans):
        if span.state == "waiting":
            continue
        if lack == ANSWERED:
            if span.state not in RUNNING:
                continue
        elif span.state not in UNTOUCHED or (lack == ASSIGNED and span.has_assignee):
            break
        pieces.append((span.start, min(span.end or now, now)))
    return pieces[::-1]


def due(minutes, pieces, worktime, now):
    """Return when ``minutes`` of working time are over; a guess if not yet.

    The guess goes on from ``now`` as if nothing happened meanwhile. None where the
    calendar has no such hours.

    :param worktime: the open hours, as a ``tools.worktime.WorkTime``.
    """
    left = minutes * 60
    for start, end in pieces:
        if end <= start:
            continue
        length = worktime.count(start, end)
        if length >= left:
            return worktime.add(start, left)
        left -= length
    return worktime.add(now, left)


def remind_at(worktime, start, end, share=0.75, least=1200):
    """Return when somebody is reminded who has from ``start`` to ``end``.

    After three quarters of the working time that he has; ``end`` itself, which means
    not at all, where he has less than ``least`` seconds (20 minutes).
    """
    if end - start > LONGEST:
        # Whatever was stored: nobody counts the days until the year 9999.
        return start + LONGEST * share
    length = worktime.count(start, end)
    if length < least:
        return end
    return worktime.add(start, int(length * share)) or end
