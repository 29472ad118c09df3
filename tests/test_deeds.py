# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Every deed over XML-RPC, the strictest way: it cannot carry None, and tells little.

Integrators see a deed's answer and its refusal; a refusal writes nothing.
"""

import pytest

from harness.desk import PASSWORD
from harness.rpc import RefusedError, XmlRpcClient

AGENT = "servicedesk_core.group_servicedesk_agent"


@pytest.fixture(scope="module")
def colleagues(desk):
    """Return two agents of one team."""
    users = [desk.add_user(f"deed_{letter}", AGENT) for letter in "ab"]
    desk.add_team("Doers", "doers", *users)
    return users


@pytest.fixture(scope="module")
def agent(desk, colleagues):
    """Return the first one's XML-RPC connection."""
    return XmlRpcClient(desk.server, colleagues[0].login, PASSWORD)


def _do(agent, ticket_id, deed, **named):
    return agent.call("servicedesk.ticket", deed, [ticket_id], **named)


def test_a_life_of_deeds(desk, agent, colleagues):
    """Each deed says True, and the ticket is where it leads."""
    ticket_id = desk.add_ticket(agent)
    steps = (
        ("action_assign", {"user_id": colleagues[1].id, "reason": "Yours"}, "assigned"),
        ("action_start", {}, "in_progress"),
        ("action_wait", {"reason": "customer", "note": "Which printer?"}, "waiting"),
        ("action_start", {}, "in_progress"),
        ("action_resolve", {"resolution": "Oil", "closure_code": False}, "resolved"),
        ("action_refuse", {"reason": "It squeaks", "by_phone": True}, "in_progress"),
        ("action_resolve", {"resolution": "More oil"}, "resolved"),
        ("action_confirm", {"rating": 4, "by_phone": True}, "resolved"),
        ("action_close", {}, "closed"),
        ("action_reopen", {"reason": "It squeaks again"}, "in_progress"),
        ("action_cancel", {"reason": "The door is gone"}, "cancelled"),
    )
    for deed, named, state in steps:
        assert _do(agent, ticket_id, deed, **named) is True, deed
        assert agent.read("servicedesk.ticket", ticket_id, "state") == state, deed


def test_a_second_answer_is_false(desk, agent):
    """It is logged, not applied, and the deed says so."""
    ticket = desk.resolved_ticket(agent)
    confirm = {"rating": 5, "by_phone": True}
    assert _do(agent, ticket["id"], "action_confirm", **confirm) is True
    refuse = {"reason": "No!", "by_phone": True}
    assert _do(agent, ticket["id"], "action_refuse", **refuse) is False
    stands = agent.read("servicedesk.ticket", ticket["id"], "confirmation")
    assert stands == "confirmed"


@pytest.mark.parametrize(
    ("deed", "named"),
    [
        ("action_wait", {"reason": "sunshine"}),
        ("action_resolve", {"resolution": ""}),
        ("action_resolve", {"resolution": "Oil", "closure_code": "no such code"}),
        ("action_resolve", {"resolution": "Oil", "closure_code": 999999}),
        ("action_close", {}),
        ("action_reopen", {"reason": "Why not"}),
        ("action_cancel", {"reason": " "}),
        ("action_assign", {}),
        ("action_assign", {"user_id": 999999}),
        ("action_confirm", {"rating": 5, "by_phone": True}),
        ("action_refuse", {"reason": "No", "by_phone": True}),
        ("write", {"vals": {"state": "closed"}}),
        ("write", {"vals": {"number": "SD-1"}}),
        ("write", {"vals": {"confirmation": "confirmed"}}),
    ],
)
def test_a_refusal_writes_nothing(desk, agent, open_ticket, deed, named):
    """What the life cycle does not allow is refused with a reason."""
    fields = ("state", "stage_id", "user_id", "number", "write_date", "message_ids")
    before = agent.read("servicedesk.ticket", open_ticket, *fields)
    with pytest.raises(RefusedError) as refusal:
        _do(agent, open_ticket, deed, **named)
    assert refusal.value.kind in ("UserError", "AccessError")
    assert len(refusal.value.message) > 10
    assert agent.read("servicedesk.ticket", open_ticket, *fields) == before


@pytest.mark.parametrize("rating", [-1, 6, 2.5, "five"])
def test_a_strange_rating_is_refused(desk, agent, solved_ticket, rating):
    """Stars are 1 to 5."""
    with pytest.raises(RefusedError) as refusal:
        _do(agent, solved_ticket, "action_confirm", rating=rating, by_phone=True)
    assert refusal.value.kind == "UserError"
    stands = agent.read("servicedesk.ticket", solved_ticket, "confirmation")
    assert stands == "awaiting"


@pytest.fixture(scope="module")
def open_ticket(desk, agent):
    """Return a ticket in work that nothing may change."""
    ticket_id = desk.add_ticket(agent)
    _do(agent, ticket_id, "action_take")
    _do(agent, ticket_id, "action_start")
    return ticket_id


@pytest.fixture(scope="module")
def solved_ticket(desk, agent):
    """Return a ticket that waits for its customer."""
    return desk.resolved_ticket(agent)["id"]
