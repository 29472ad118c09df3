# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""What is done to a subject. One function a workload.

A workload is called before each measured execution and prepares what that one needs
(a fresh ticket, a mail nobody has sent yet); it returns the call to be measured, or
None where the subject has no such thing.
"""

from .client import COUNT_LIMIT, KANBAN_LIMIT, search_field
from .desk import evaluate
from .mail import incoming
from .seed import RARE_WORD, customers_for
from .subjects import AGENT

BATCHES = {"batch": 100, "batch_50": 50}


def create_one(desk):
    vals = desk.subject.vals(desk.next())

    def run():
        with desk.transaction(AGENT) as env:
            env[desk.subject.model].create(vals)

    return run


def batch(size):
    def prepare(desk):
        vals_list = [desk.subject.vals(desk.next()) for _index in range(size)]

        def run():
            with desk.transaction(AGENT) as env:
                env[desk.subject.model].create(vals_list)

        return run

    return prepare


def mail(desk):
    """A new mail to the team's alias, taken as fetchmail takes it."""
    number = desk.next()
    raw = incoming(number, 1 + number * 13 % customers_for(desk.size))

    def run():
        with desk.transaction("root", {"fetchmail_cron_running": True}) as env:
            env["mail.thread"].message_process(False, raw)

    return run


def stage_move(desk):
    with desk.transaction(AGENT) as env:
        ticket_id = desk.subject.movable(env).id

    def run():
        with desk.transaction(AGENT) as env:
            desk.subject.move(env, env[desk.subject.model].browse(ticket_id))

    return run


def closing(first_only=False):
    """From in progress to closed, each step of it a transaction.

    :param first_only: only what the agent does, his mail to the customer included
    """

    def prepare(desk):
        with desk.transaction(AGENT) as env:
            ticket = desk.subject.movable(env)
            desk.subject.move(env, ticket)
            steps = desk.subject.closing_steps(env, ticket)
        if not steps:
            return None

        def run():
            for login, deed in steps[:1] if first_only else steps:
                with desk.transaction(login) as env:
                    deed(env[desk.subject.model].browse(ticket.id))

        return run

    return prepare


def _search_read(env, request, domain):
    return env[request.model].web_search_read(
        domain,
        request.spec,
        limit=request.limit,
        order=request.order,
        count_limit=COUNT_LIMIT,
    )


def open_list(desk):
    request = desk.request("list")

    def run():
        with desk.transaction(AGENT, {"bin_size": True, **request.context}) as env:
            if request.group_by:
                _read_group(env, request, unfold=False)
            else:
                _search_read(env, request, request.domain)

    return run


def _read_group(env, request, unfold):
    return (
        env[request.model]
        .with_context(read_group_expand=True)
        .web_read_group(
            request.domain,
            request.group_by[:1],
            request.aggregates,
            offset=0,
            order=request.order,
            auto_unfold=unfold,
            opening_info=None,
            unfold_read_specification=request.spec,
            unfold_read_default_limit=request.limit,
            groupby_read_specification={},
        )
    )


def open_kanban(desk):
    request = desk.request("kanban")

    def run():
        with desk.transaction(AGENT, request.context) as env:
            _read_group(env, request, unfold=True)
        if request.progress:
            with desk.transaction(AGENT, request.context) as env:
                env[request.model].read_progress_bar(
                    request.domain, request.group_by[0], request.progress
                )

    return run


def open_form(desk):
    """One ticket, another one each time, as the list opens it."""
    request = desk.request("form")
    with desk.transaction(AGENT, request.context) as env:
        domain = [*request.domain, ("id", "<=", desk.seeded)]
        found = env[request.model].search(
            domain, limit=1, offset=desk.next() % 40, order="id DESC"
        )

    def run():
        with desk.transaction(AGENT, {"bin_size": True, **request.context}) as env:
            env[request.model].browse(found.id).web_read(request.spec)

    return run


def text_search(desk):
    """A word typed into the search box and Enter, the default filters taken off.

    So that every subject looks through all its tickets, the closed ones included.
    """
    request = desk.request("list")
    domain = desk.remember("text_domain", _text_domain)

    def run():
        with desk.transaction(AGENT, {"bin_size": True, **request.context}) as env:
            _search_read(env, request, domain)

    return run


def _text_domain(desk):
    with desk.transaction(AGENT) as env:
        node = search_field(desk.search_view(env))
        if node.get("filter_domain"):
            return evaluate(env, node.get("filter_domain"), self=RARE_WORD)
        return [(node.get("name"), node.get("operator") or "ilike", RARE_WORD)]


def late_filter(desk):
    """How many tickets are late, by the search view's filter of that name."""
    domain = desk.remember("late_domain", _late_domain)
    if not domain:
        return None

    def run():
        with desk.transaction(AGENT) as env:
            env[desk.subject.model].search_count(domain)

    return run


def _late_domain(desk):
    with desk.transaction(AGENT) as env:
        for node in desk.search_view(env).arch.iter("filter"):
            if node.get("name") == "late":
                return evaluate(env, node.get("domain"))
    return None


def counters(desk):
    """The figures on the dashboard that greets an agent."""
    if not desk.subject.dashboard:
        return None
    model, names = desk.subject.dashboard
    spec = dict.fromkeys(names, {})

    def run():
        with desk.transaction(AGENT) as env:
            env[model].web_search_read([], spec, limit=KANBAN_LIMIT)

    return run


def portal_list(desk):
    return _get(desk, desk.subject.portal_list())


def portal_page(desk):
    """One of the portal user's own tickets, another one each time."""
    with desk.transaction() as env:
        found = env[desk.subject.model].search(
            [("partner_id", "=", desk.subject.ids["portal_partner"])],
            limit=1,
            offset=desk.next() % 20,
        )
    return _get(desk, desk.subject.portal_page(found.id))


def _get(desk, path):
    return (lambda: desk.browser.get(path)) if path else None


# Reading comes first: what the others write would change what is read.
WORKLOADS = {
    "list": open_list,
    "kanban": open_kanban,
    "form": open_form,
    "text_search": text_search,
    "late_filter": late_filter,
    "counters": counters,
    "portal_list": portal_list,
    "portal_page": portal_page,
    "create_one": create_one,
    **{key: batch(size) for key, size in BATCHES.items()},
    "mail": mail,
    "stage_move": stage_move,
    "resolve": closing(first_only=True),
    "resolve_confirm": closing(),
}
