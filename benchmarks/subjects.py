# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The three desks that are measured: ours, a peer and the bare floor.

A subject knows the names of its models and how its own deeds are called; what is done
to it, and how it is measured, is the same for all three (see ``workloads``).
"""

AGENT = "bench.agent"
PORTAL = "bench.portal"  # looks at pages
CUSTOMER = "bench.customer"  # asks, and confirms
DOMAIN = "bench.example.com"
ALIAS = "bench-desk"


class Subject:
    """What a subject has to tell; a method that returns None says "has no such thing".

    :param env: an environment of the caller's choice of user; methods never commit
    """

    key = ""
    label = ""
    modules = ()
    model = ""
    team_model = ""
    team_field = ""
    action = ""
    number_prefix = ""
    sequence_code = ""
    agent_groups = ()
    # Child tables that are copied with a ticket when a database is filled.
    children = {}
    # What greets an agent: the model and the counters of the dashboard.
    dashboard = None

    def __init__(self, database, modules=None):
        self.database = database
        self.modules = modules or self.modules
        self.ids = {}

    # -- people and teams ----------------------------------------------------------

    def prepare_team(self, env, agents):
        """Make the team whose alias takes the mail; return it."""
        raise NotImplementedError

    # -- tickets -------------------------------------------------------------------

    def vals(self, number):
        """Values of one new ticket as an agent or an integrator would give them."""
        return {
            "name": f"Printer {number} on the second floor prints blank pages",
            "description": "<p>Since this morning, every second page.</p>",
            "partner_id": self.ids["customer"],
            self.team_field: self.ids["team"],
        }

    def open_templates(self, env):
        """A few open tickets in the states a desk has; return them."""
        raise NotImplementedError

    def closed_templates(self, env):
        """A few closed tickets; return them."""
        raise NotImplementedError

    def movable(self, env):
        """A ticket that the next ``move`` may move; outside the measurement."""
        raise NotImplementedError

    def move(self, env, ticket):
        """Move a ticket one stage on, as a drag in the kanban does."""
        raise NotImplementedError

    def closing_steps(self, env, ticket):
        """(login, deed) of the closing of a ticket, each one transaction."""
        return None

    def portal_list(self):
        return None

    def portal_page(self, ticket_id):
        return None

    def number_sequences(self, env):
        """Names of the PostgreSQL sequences that number tickets."""
        sequences = env["ir.sequence"].search(
            [("code", "=", self.sequence_code), ("implementation", "=", "standard")]
        )
        return [f"ir_sequence_{sequence.id:03d}" for sequence in sequences]


def xmlid(env, name):
    """The id behind a name, without the statement by which ``env.ref`` makes sure."""
    return env["ir.model.data"]._xmlid_to_res_id(name, raise_if_not_found=True)


class Floor(Subject):
    key = "floor"
    label = "bare model with chatter"
    modules = ("bench_floor",)
    model = "bench.ticket"
    team_model = "bench.desk"
    team_field = "desk_id"
    action = "bench_floor.bench_ticket_action"
    number_prefix = "FL-"

    def prepare_team(self, env, agents):
        return env[self.team_model].create({"name": "Bench", "alias_name": ALIAS})

    def open_templates(self, env):
        tickets = env[self.model].create([self.vals(n) for n in range(6)])
        tickets[3:].write({"state": "in_progress", "user_id": self.ids["agent"]})
        return tickets

    def closed_templates(self, env):
        tickets = env[self.model].create([self.vals(n) for n in range(6)])
        tickets.write({"state": "done", "user_id": self.ids["agent"]})
        return tickets

    def movable(self, env):
        return env[self.model].create(self.vals(0))

    def move(self, env, ticket):
        ticket.write({"state": "in_progress"})

    def number_sequences(self, env):
        return ["bench_ticket_number_seq"]


class Peer(Subject):
    """OCA's helpdesk_mgmt, installed from the package index into a database of its own.

    It is AGPL-3: it is run as a user would run it, nothing of it is copied.
    """

    key = "peer"
    label = "OCA helpdesk_mgmt"
    modules = ("helpdesk_mgmt",)
    model = "helpdesk.ticket"
    team_model = "helpdesk.ticket.team"
    team_field = "team_id"
    action = "helpdesk_mgmt.helpdesk_ticket_action"
    number_prefix = "HT"
    sequence_code = "helpdesk.ticket.sequence"
    agent_groups = ("helpdesk_mgmt.group_helpdesk_user",)
    dashboard = (
        "helpdesk.ticket.team",
        (
            "todo_ticket_count",
            "todo_ticket_count_unassigned",
            "todo_ticket_count_unattended",
            "todo_ticket_count_high_priority",
        ),
    )

    def prepare_team(self, env, agents):
        values = {
            "name": "Bench",
            "alias_name": ALIAS,
            "user_ids": [(6, 0, agents.ids)],
        }
        return env[self.team_model].create(values)

    def _stage(self, env, key):
        return xmlid(env, f"helpdesk_mgmt.helpdesk_ticket_stage_{key}")

    def open_templates(self, env):
        tickets = env[self.model].create([self.vals(n) for n in range(6)])
        tickets[2:].write({"user_id": self.ids["agent"]})
        tickets[3:].write({"stage_id": self._stage(env, "in_progress")})
        tickets[5:].write({"stage_id": self._stage(env, "awaiting")})
        return tickets

    def closed_templates(self, env):
        tickets = env[self.model].create([self.vals(n) for n in range(6)])
        tickets.write({"user_id": self.ids["agent"]})
        for ticket in tickets:
            ticket.write({"stage_id": self._stage(env, "done")})
        return tickets

    def movable(self, env):
        return env[self.model].create({**self.vals(0), "user_id": self.ids["agent"]})

    def move(self, env, ticket):
        ticket.write({"stage_id": self._stage(env, "in_progress")})

    def closing_steps(self, env, ticket):
        done = {"stage_id": self._stage(env, "done")}
        return [(AGENT, lambda ticket: ticket.write(done))]

    def portal_list(self):
        return "/my/tickets"

    def portal_page(self, ticket_id):
        return f"/my/ticket/{ticket_id}"


class Suite(Subject):
    key = "suite"
    label = "this suite"
    modules = ("servicedesk_core",)
    model = "servicedesk.ticket"
    team_model = "servicedesk.team"
    team_field = "team_id"
    action = "servicedesk_core.servicedesk_ticket_action"
    number_prefix = "SD-"
    sequence_code = "servicedesk.ticket"
    agent_groups = ("servicedesk_core.group_servicedesk_agent",)
    children = {"servicedesk_ticket_span": "ticket_id"}
    dashboard = (
        "servicedesk.team",
        ("open_ticket_count", "unassigned_ticket_count", "late_ticket_count"),
    )

    def prepare_team(self, env, agents):
        members = [(0, 0, {"user_id": agent.id}) for agent in agents]
        values = {"name": "Bench", "alias_name": ALIAS, "membership_ids": members}
        return env[self.team_model].create(values)

    def _classified(self, env, count):
        """New tickets with a type, so that they may leave the inbox."""
        kind = xmlid(env, "servicedesk_core.ticket_type_incident")
        vals_list = [{**self.vals(n), "ticket_type_id": kind} for n in range(count)]
        return env[self.model].create(vals_list)

    def open_templates(self, env):
        tickets = self._classified(env, 6) | env[self.model].create(self.vals(6))
        tickets[2:6].action_take()
        tickets[3:6].action_start()
        tickets[4].action_wait("supplier", note="Spare part ordered.")
        tickets[5].action_resolve("Drum replaced, test page printed.")
        return tickets

    def closed_templates(self, env):
        tickets = self._classified(env, 6)
        for ticket in tickets:
            ticket.action_take()
            ticket.action_start()
            for login, deed in self.closing_steps(env, ticket):
                user = self.ids["customer_user" if login == CUSTOMER else "agent"]
                deed(ticket.with_user(user))
            if ticket.is_open:
                ticket.action_close()
        return tickets

    def movable(self, env):
        ticket = self._classified(env, 1)
        ticket.action_take()
        return ticket

    def move(self, env, ticket):
        ticket.write({"stage_id": xmlid(env, "servicedesk_core.stage_in_progress")})

    def closing_steps(self, env, ticket):
        return [
            (AGENT, lambda ticket: ticket.action_resolve("Drum replaced.")),
            (CUSTOMER, lambda ticket: ticket.action_confirm(rating=5)),
        ]

    def portal_list(self):
        return "/my/tickets" if "servicedesk_portal" in self.modules else None

    def portal_page(self, ticket_id):
        return self.portal_list() and f"/my/tickets/{ticket_id}"
