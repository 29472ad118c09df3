# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Two at once: exactly one wins, and the other is told."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest

from harness.confirm_page import AnswerPage, words
from harness.rpc import RefusedError

AGENT = "servicedesk_core.group_servicedesk_agent"
ROUNDS = 3


def at_once(*deeds):
    """Start these functions together; return what each returned or was refused."""
    barrier = Barrier(len(deeds))

    def run(deed):
        barrier.wait()
        try:
            return deed()
        except RefusedError as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def take(client, ticket_id):
    """Assign the ticket to oneself."""
    return client.call("servicedesk.ticket", "action_take", [ticket_id])


def confirm_by_phone(client, ticket_id):
    """Report that the customer is content."""
    return client.call(
        "servicedesk.ticket", "action_confirm", [ticket_id], rating=5, by_phone=True
    )


def refuse_by_phone(client, ticket_id):
    """Report that the customer is not."""
    named = {"reason": "Still dark", "by_phone": True}
    return client.call("servicedesk.ticket", "action_refuse", [ticket_id], **named)


@pytest.fixture(scope="module")
def people(desk):
    """Return two agents of one first-line team."""
    users = [desk.add_user(f"racer_{letter}", AGENT) for letter in "ab"]
    desk.add_team("Racers", "racers", *users)
    return users


@pytest.fixture(scope="module")
def clients(desk, people):
    """Return a connection for each of them."""
    return [desk.client_of(user) for user in people]


def test_two_take_the_same_ticket(desk, people, clients):
    """One has it, the other is refused with the name of who has it."""
    for _round in range(ROUNDS):
        ticket_id = desk.add_ticket(clients[0])
        results = at_once(*(partial(take, client, ticket_id) for client in clients))
        winners = [n for n, result in enumerate(results) if result is True]
        assert len(winners) == 1, results
        refused = results[1 - winners[0]]
        assert isinstance(refused, RefusedError)
        assert refused.kind == "UserError"
        assert people[winners[0]].name in refused.message
        owner = desk.admin.read("servicedesk.ticket", ticket_id, "user_id")
        assert owner[0] == people[winners[0]].id


def test_confirm_meets_refuse_by_phone(desk, clients):
    """Two agents report the customer's answer: the first counts, as the deed says."""
    for _round in range(ROUNDS):
        ticket_id = desk.resolved_ticket(clients[0])["id"]
        confirm, refuse = at_once(
            partial(confirm_by_phone, clients[0], ticket_id),
            partial(refuse_by_phone, clients[1], ticket_id),
        )
        assert sorted([confirm, refuse], key=bool) == [False, True]
        expected = "confirmed" if confirm else "refused"
        stands = desk.admin.read("servicedesk.ticket", ticket_id, "confirmation")
        assert stands == expected


def test_confirm_meets_refuse_on_the_page(desk, clients):
    """Two people hold the mail and answer at the same moment: one answer is written."""
    ticket = desk.resolved_ticket(clients[0])
    visitors = [AnswerPage(ticket["link"]) for _visitor in range(2)]
    for visitor in visitors:
        visitor.open()
    answers = at_once(
        lambda: visitors[0].send(answer="confirm", rating="5", feedback="Good"),
        lambda: visitors[1].send(answer="refuse", feedback="Still dark"),
    )
    for answer in answers:
        assert answer.status_code < 500, words(answer)
    stands = desk.admin.read("servicedesk.ticket", ticket["id"], "confirmation")
    assert stands in ("confirmed", "refused")
    ratings = desk.admin.search_read(
        "rating.rating",
        [["res_model", "=", "servicedesk.ticket"], ["res_id", "=", ticket["id"]]],
        ["rating", "consumed"],
    )
    consumed = [rating for rating in ratings if rating["consumed"]]
    assert len(consumed) == (1 if stands == "confirmed" else 0)


def test_twenty_creates_have_twenty_numbers(clients):
    """Numbers never meet, whoever creates at the same moment."""
    create = partial(clients[0].create, "servicedesk.ticket", name="Many at once")

    ids = at_once(*[create] * 20)

    found = clients[0].search_read(
        "servicedesk.ticket", [["id", "in", ids]], ["number"]
    )
    numbers = {ticket["number"] for ticket in found}
    assert len(numbers) == 20
    assert all(number.startswith("SD-") for number in numbers)
