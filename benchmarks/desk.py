# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""A subject in its database: who works there, and transactions to work in."""

from contextlib import contextmanager

from . import client
from .measure import METER
from .subjects import AGENT, CUSTOMER, DOMAIN, PORTAL

PASSWORD = "bench-password-1"
AGENTS = 20
CONTEXT = {"lang": "en_US", "tz": "UTC"}


class Desk:
    """One subject, installed; hands out environments and remembers requests."""

    def __init__(self, subject, registry):
        self.subject = subject
        self.registry = registry
        self.users = {"root": 1}
        self.size = 0
        self.seeded = 0  # the last ticket that was there before measuring began
        self.browser = None
        self._remembered = {}
        self._counter = 0

    def next(self):
        """A number that was not handed out before."""
        self._counter += 1
        return self._counter

    @contextmanager
    def transaction(self, login="root", context=None):
        """An environment in a cursor of its own; leaving it commits."""
        from odoo.api import Environment

        uid = self.users[login]
        with self.registry.cursor() as cr, METER.transaction(cr):
            yield Environment(cr, uid, {**CONTEXT, **(context or {})})

    def populate(self):
        """Make the people, the team and the mail domain every workload relies on."""
        with self.transaction() as env:
            self._mail_domain(env)
            colleagues = [f"{AGENT}.{number}" for number in range(1, AGENTS)]
            agents = self._users(env, [AGENT, *colleagues], self._agent_groups(env))
            outside = env.ref("base.group_portal")
            portal, customer = self._users(env, [PORTAL, CUSTOMER], outside)
            agent = agents[0]
            people = {AGENT: agent, PORTAL: portal, CUSTOMER: customer}
            self.users |= {login: user.id for login, user in people.items()}
            team = self.subject.prepare_team(env, agents)
            self.subject.ids.update(
                agent=agent.id,
                agent_partner=agent.partner_id.id,
                agents=agents.ids,
                portal_partner=portal.partner_id.id,
                customer=customer.partner_id.id,
                customer_user=customer.id,
                team=team.id,
            )

    def _mail_domain(self, env):
        found = env["mail.alias.domain"].search([], limit=1)
        domain = found or env["mail.alias.domain"].create({"name": DOMAIN})
        domain.name = DOMAIN
        env["res.company"].search([]).alias_domain_id = domain

    def _agent_groups(self, env):
        groups = env.ref("base.group_user")
        for xmlid in self.subject.agent_groups:
            groups |= env.ref(xmlid)
        return groups

    def _users(self, env, logins, groups):
        """Make users; only the agent who is measured can log in with a password."""
        users = env["res.users"].with_context(no_reset_password=True)
        return users.create(
            [
                {
                    "name": login.replace(".", " ").title(),
                    "login": login,
                    "email": f"{login}@{DOMAIN}",
                    "group_ids": [(6, 0, groups.ids)],
                    **({"password": PASSWORD} if login == AGENT else {}),
                }
                for login in logins
            ]
        )

    def api_key(self):
        """A key of the agent for JSON-2."""
        from odoo.fields import Datetime

        with self.transaction(AGENT) as env:
            keys = env["res.users.apikeys"].sudo()
            until = Datetime.add(Datetime.now(), days=1)
            return (
                keys.with_user(self.users[AGENT])
                .sudo()
                ._generate("rpc", "bench", until)
            )

    def request(self, kind):
        """What the web client asks for when the tickets' menu opens in this view."""
        return self.remember(kind, lambda desk: desk._opening(kind))

    def _opening(self, kind):
        with self.transaction(AGENT) as env:
            return opening(env, self.subject.action, kind)

    def search_view(self, env):
        """The search view of the tickets' menu."""
        action = env["ir.actions.act_window"]._for_xml_id(self.subject.action)
        view_id = (action["search_view_id"] or [False])[0]
        answer = env[self.subject.model].get_views([(view_id, "search")])
        return client.load_view(answer, "search", self.subject.model)

    def remember(self, key, find):
        """What ``find`` tells about this desk, asked once."""
        if key not in self._remembered:
            self._remembered[key] = find(self)
        return self._remembered[key]


def opening(env, action_xmlid, kind):
    """Derive the request of one view from its action, as the web client would."""
    action = env["ir.actions.act_window"]._for_xml_id(action_xmlid)
    model, views = action["res_model"], dict(map(reversed, action["views"]))
    wanted = [(views.get(kind, False), kind)]
    wanted.append(((action["search_view_id"] or [False])[0], "search"))
    answer = env[model].get_views(wanted)
    view = client.load_view(answer, kind, model)
    search = client.load_view(answer, "search", model)
    context = evaluate(env, action["context"] or "{}")
    chosen = client.default_filters(search, context)
    return client.Request(
        model=model,
        domain=action_domain(env, action, search, chosen),
        context={k: v for k, v in context.items() if not k.startswith("search_d")},
        spec=client.specification(view, subviews(env, view)),
        order=client.default_order(view),
        limit=int(view.arch.get("limit") or limit(kind)),
        group_by=grouping(env, view, chosen),
        progress=client.progress_bar(view),
        aggregates=client.aggregates(view),
    )


def limit(kind):
    return client.KANBAN_LIMIT if kind == "kanban" else client.LIST_LIMIT


def subviews(env, view):
    """Load the list views a form needs for linked records it shows."""
    if view.kind != "form":
        return {}
    loaded = {}
    for name, model in client.wants_subview(view).items():
        answer = env[model].get_views([(False, "list")])
        loaded[name] = client.load_view(answer, "list", model)
    return loaded


def grouping(env, view, chosen):
    """The default filters' grouping, else the kanban's own."""
    contexts = [evaluate(env, node.get("context") or "{}") for node in chosen]
    groups = [context["group_by"] for context in contexts if "group_by" in context]
    if not groups and view.arch.get("default_group_by"):
        groups = view.arch.get("default_group_by").split(",")
    return groups


def action_domain(env, action, search, chosen):
    """The action's domain and those of the filters it turns on."""
    from odoo.fields import Domain

    domain = Domain(evaluate(env, action["domain"] or "[]"))
    for run in client.filter_groups(search, chosen):
        domain &= Domain.OR(evaluate(env, node.get("domain")) for node in run)
    return list(domain)


def evaluate(env, expression, **names):
    """Evaluate a domain or a context with the names the web client knows."""
    import datetime

    from dateutil.relativedelta import relativedelta

    from odoo.tools.safe_eval import datetime as safe_datetime
    from odoo.tools.safe_eval import safe_eval

    known = {
        "uid": env.uid,
        "active_id": False,
        "active_ids": [],
        "allowed_company_ids": env.companies.ids,
        "context_today": datetime.date.today,
        "current_date": str(datetime.date.today()),
        "datetime": safe_datetime,
        "relativedelta": relativedelta,
        "context": {},
    }
    return safe_eval(str(expression), {**known, **names})
