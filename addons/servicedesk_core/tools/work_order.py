# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The life of a work order: which step is possible when, and whose it is.

Needs no database. The doer is an own engineer or a contractor, the orderer whoever
works on the ticket that needs the work.

A declined order is over: what was said with one contractor is not for the next, who
gets an order of his own.
"""

DRAFT = "draft"
SENT = "sent"
ACCEPTED = "accepted"
DECLINED = "declined"
IN_PROGRESS = "in_progress"
DONE = "done"
VERIFIED = "verified"
CANCELLED = "cancelled"

DOER = "doer"
ORDERER = "orderer"
BOTH = (DOER, ORDERER)

# Somebody has it in hand: the ticket is neither resolved nor closed meanwhile.
UNDER_WAY = (SENT, ACCEPTED, IN_PROGRESS)
# Nothing more comes of it.
OVER = (DECLINED, VERIFIED, CANCELLED)

# Step: (from which states, to which one, whose step it is). No state: it stays.
STEPS = {
    "send": ((DRAFT,), SENT, (ORDERER,)),
    "accept": ((SENT,), ACCEPTED, (DOER,)),
    "decline": ((SENT, ACCEPTED), DECLINED, (DOER,)),
    "start": ((SENT, ACCEPTED), IN_PROGRESS, (DOER,)),
    "done": ((ACCEPTED, IN_PROGRESS), DONE, (DOER,)),
    "verify": ((DONE,), VERIFIED, (ORDERER,)),
    "return": ((DONE, VERIFIED), IN_PROGRESS, (ORDERER,)),
    "cancel": ((DRAFT, *UNDER_WAY), CANCELLED, (ORDERER,)),
    "hand_over": (UNDER_WAY, SENT, BOTH),
    "plan": ((DRAFT, *UNDER_WAY), None, BOTH),
    "claim": ((ACCEPTED, IN_PROGRESS, DONE, VERIFIED), None, (DOER,)),
}

# What has to be said with it.
WITH_REASON = ("decline", "return", "cancel", "hand_over")


def may(step, state):
    """Return whether ``step`` is possible in ``state``, whoever makes it."""
    return state in STEPS[step][0]


def is_for(step, sides):
    """Return whether ``step`` is up to one who stands on ``sides``."""
    return not set(STEPS[step][2]).isdisjoint(sides)


def next_state(step, state):
    """Return the state that ``step`` leads to from ``state``.

    :raise ValueError: where there is no such step.
    """
    if not may(step, state):
        raise ValueError(f"no {step} in {state}")
    return STEPS[step][1] or state


def steps_from(state, sides):
    """Return the steps that are possible in ``state`` for one on ``sides``."""
    return [step for step in STEPS if may(step, state) and is_for(step, sides)]


def get_stamps(step, now, dates):
    """Return which dates ``step`` sets: {field: moment, or False to empty it}.

    Who begins without a word has accepted, and who is done has begun: a date that is
    missing on the way is that of the step. Work that comes back is not done any more,
    and a colleague who gets it has not accepted it yet.

    :param dates: the order's dates by field, or the order.
    """
    if step == "send":
        return {"date_sent": now}
    if step == "hand_over":
        return {"date_accepted": False, "date_started": False}
    if step == "return":
        return {"date_done": False, "date_verified": False}
    reached = {
        "accept": ("date_accepted",),
        "start": ("date_accepted", "date_started"),
        "done": ("date_accepted", "date_started", "date_done"),
        "verify": ("date_verified",),
    }.get(step, ())
    return {name: now for name in reached if not dates[name]}
