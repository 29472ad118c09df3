# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The customer's answer page lets through exactly one honest answer.

The page needs no script and no login, so a program can pretend to be anybody: each
way round it is tried here.
"""

import pytest
import requests

from harness.confirm_page import AnswerPage, answer_in_browser, words

AGENT = "servicedesk_core.group_servicedesk_agent"
GONE = {403, 404, 410}
LATE = {200, 409, 410}
REFUSED = {400, 403, 409, 422, 425, 429}

# What a form may carry that the page never offered.
BENT = (
    {"nonce": None},
    {"nonce": ""},
    {"nonce": "1.forged"},
    {"csrf_token": None},
    {"csrf_token": "forged"},
    {"answer": None},
    {"answer": "perhaps"},
    {"answer": "refuse", "feedback": ""},
    {"rating": None},
    {"rating": "6"},
    {"rating": "0"},
    {"rating": "five"},
)


@pytest.fixture(scope="module")
def agent(desk):
    """Return a connection of an agent with a team."""
    user = desk.add_user("confirm_agent", AGENT)
    desk.add_team("Askers", "askers", user)
    return desk.client_of(user)


@pytest.fixture
def ticket(desk, agent):
    """Return a resolved ticket that waits for its customer."""
    return desk.resolved_ticket(agent)


@pytest.fixture
def written(desk, databases):
    """Return a function that fingerprints all a ticket's page could write."""
    rows = databases.query(
        desk.server.database,
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND (tablename LIKE 'servicedesk%' OR tablename IN"
        " ('mail_message', 'mail_mail', 'mail_activity', 'mail_followers',"
        " 'rating_rating', 'res_partner', 'ir_attachment'))",
    )
    statement = " UNION ALL ".join(
        f"SELECT '{table}', count(*), max(xmin::text::bigint) FROM {table}"
        for (table,) in sorted(rows)
    )
    return lambda: databases.query(desk.server.database, statement)


def _stands(desk, ticket):
    values = desk.admin.read(
        "servicedesk.ticket", ticket["id"], "state", "confirmation"
    )
    return values["state"], values["confirmation"]


def _assert_refused(answer, statuses):
    """A refusal has its status, and tells a human what happened."""
    assert answer.status_code in statuses, (answer.status_code, words(answer))
    assert "Traceback" not in answer.text
    assert len(words(answer)) > 20


def test_looking_changes_nothing(desk, ticket, written):
    """GET and HEAD, again and again, as mail scanners do."""
    page = AnswerPage(ticket["link"])
    page.open()
    before = written()
    for _time in range(3):
        shown = page.open()
        assert shown.status_code == 200
        assert ticket["number"] in shown.text
        assert requests.head(ticket["link"], timeout=30).status_code == 200
    assert written() == before
    assert _stands(desk, ticket) == ("resolved", "awaiting")


def test_the_address_stays_secret(ticket):
    """The page is not cached, and tells no other site where it lies."""
    shown = AnswerPage(ticket["link"]).open()
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in shown.headers.get("Cache-Control", "")


def test_nothing_is_chosen_for_the_customer(ticket):
    """Neither answer nor rating is preselected."""
    page = AnswerPage(ticket["link"])
    page.open()
    assert not page.hidden.get("answer")
    assert not page.hidden.get("rating")


@pytest.mark.parametrize(
    "change",
    BENT,
    ids=lambda change: "-".join(f"{k}={v}" for k, v in change.items()),
)
def test_a_bent_form_is_refused(desk, shared, pages, written, change):
    """What the page did not offer is refused, and nothing is written."""
    page = pages.pop()
    before = written()
    values = {"answer": "confirm", "rating": "5", "feedback": "", **change}
    _assert_refused(page.send(**values), REFUSED)
    assert written() == before
    assert _stands(desk, shared) == ("resolved", "awaiting")


@pytest.fixture(scope="module")
def shared(desk, agent):
    """Return one ticket for all answers that are refused: it keeps waiting."""
    return desk.resolved_ticket(agent)


@pytest.fixture(scope="module")
def pages(shared):
    """Return visitors who have opened the page long enough ago to have read it."""
    visitors = [AnswerPage(shared["link"]) for _visitor in BENT]
    for visitor in visitors:
        visitor.open()
    return visitors


def test_too_quick_is_refused(desk, shared, written):
    """A program answers sooner than anybody could read."""
    page = AnswerPage(shared["link"])
    page.open()
    before = written()
    answer = page.send(read_first=False, answer="confirm", rating="5")
    _assert_refused(answer, REFUSED)
    assert written() == before
    assert _stands(desk, shared) == ("resolved", "awaiting")


def test_a_nonce_belongs_to_its_visitor(desk, shared):
    """What one visitor's page issued is worth nothing in another's session."""
    page, stranger = AnswerPage(shared["link"]), AnswerPage(shared["link"])
    page.open()
    stranger.open()
    answer = stranger.send(answer="confirm", rating="5", nonce=page.hidden["nonce"])
    _assert_refused(answer, REFUSED)
    assert _stands(desk, shared) == ("resolved", "awaiting")


def test_a_forged_token_is_refused(desk, shared):
    """Neither a guess nor half a token opens the page, by GET or POST."""
    address, _slash, token = shared["link"].rpartition("/")
    page = AnswerPage(shared["link"])
    page.open()
    for forged in ("guess", token[:-1], token[::-1], "x" * len(token)):
        got = requests.get(f"{address}/{forged}", timeout=30)
        _assert_refused(got, GONE)
        assert shared["number"] not in got.text
        page.action = f"{address}/{forged}"
        _assert_refused(page.send(read_first=False, answer="confirm"), GONE | REFUSED)
    assert _stands(desk, shared) == ("resolved", "awaiting")


def test_another_tickets_token_is_refused(desk, agent, shared, ticket):
    """A token opens its own ticket and no other."""
    mine, _slash, token = ticket["link"].rpartition("/")
    theirs = shared["link"].rpartition("/")[0]
    page = AnswerPage(f"{mine}/{token}")
    page.open()
    page.action = f"{theirs}/{token}"
    _assert_refused(requests.get(page.action, timeout=30), GONE)
    _assert_refused(page.send(answer="confirm", rating="5"), GONE | REFUSED)
    assert _stands(desk, shared) == ("resolved", "awaiting")
    assert _stands(desk, ticket) == ("resolved", "awaiting")


def test_a_nonce_counts_once(desk, ticket, written):
    """A replayed form writes nothing: the page says what was answered."""
    page = AnswerPage(ticket["link"])
    page.open()
    done = page.send(answer="confirm", rating="4", feedback="Well done")
    assert done.status_code == 200
    assert _stands(desk, ticket)[1] == "confirmed"
    before = written()
    _assert_refused(page.send(read_first=False, answer="refuse", feedback="No"), LATE)
    assert written() == before
    assert _stands(desk, ticket)[1] == "confirmed"


def test_a_second_answer_is_not_applied(desk, ticket):
    """Somebody else opened the page in time and answers too late."""
    first, second = AnswerPage(ticket["link"]), AnswerPage(ticket["link"])
    first.open()
    second.open()
    first.send(answer="refuse", feedback="Still dark")
    assert _stands(desk, ticket) == ("in_progress", "refused")
    late = second.send(answer="confirm", rating="5")
    _assert_refused(late, LATE)
    assert _stands(desk, ticket) == ("in_progress", "refused")
    assert not first.has_form()


def test_it_works_without_scripts(desk, browser, ticket):
    """A browser with scripts switched off answers as well."""
    with browser.person(java_script_enabled=False) as page:
        answer_in_browser(page, ticket["link"], "confirm", rating=3, feedback="Fine")
    assert _stands(desk, ticket)[1] == "confirmed"
    rating = desk.admin.read("servicedesk.ticket", ticket["id"], "rating_last_value")
    assert rating == 3
