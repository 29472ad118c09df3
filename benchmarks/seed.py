# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""Fill a database with tickets that look lived in.

A dozen real tickets are made through the ORM, with the deeds and the conversation a
ticket has, and are then copied by SQL with everything that hangs on them: messages,
tracked values, notifications, followers, activities, ratings and the subject's own
child tables. About one in twenty is open; the open ones are of the last two weeks, the
closed ones of the last three years. Customers, agents, titles and times vary with the
copy.
"""

from psycopg2 import sql

from .subjects import AGENT, DOMAIN

OPEN_SHARE = 20  # one in so many
FIRST_NUMBER = 900_000_000
PORTAL_TICKETS = 40  # of the portal user, whatever the size of the database
# One title in 97 holds this word: what ``text_search`` looks for.
RARE_WORD = "plotter"
DEVICES = ("printer", "scanner", "laptop", "till", "router", "door", "fridge", "phone")


def customers_for(tickets):
    """How many customers a desk of this size has."""
    return min(max(tickets // 20, 200), 20_000)


def grow(desk, tickets):
    """Bring a subject's database to this number of tickets."""
    if not desk.size:
        _make_templates(desk)
    with desk.transaction() as env:
        _grow_customers(env.cr, desk, customers_for(tickets))
        table = env[desk.subject.model]._table
        have = _scalar(env.cr, "SELECT count(*) FROM {}", table)
        if have < tickets:
            _clone(env, desk, tickets - have)
    _vacuum(desk.registry.cursor())
    with desk.transaction() as env:
        env.registry.clear_all_caches()
        desk.seeded = _scalar(env.cr, "SELECT max(id) FROM {}", table)
    desk.size = tickets


def _make_templates(desk):
    with desk.transaction(AGENT, {"mail_notify_force_send": False}) as env:
        opened = desk.subject.open_templates(env)
        closed = desk.subject.closed_templates(env)
        _converse(opened[1:] | closed, desk)
        for ticket in opened[::2]:
            ticket.activity_schedule(
                "mail.mail_activity_data_todo", summary="Call back", user_id=env.uid
            )
        desk.subject.ids["open"] = opened.ids
        desk.subject.ids["closed"] = closed.ids


def _converse(tickets, desk):
    """A question of the customer, an answer and a note of the agent on each."""
    for ticket in tickets:
        ticket.message_subscribe([desk.subject.ids["customer"]])
        ticket.sudo().message_post(
            body="It still happens, and it is getting worse.",
            author_id=desk.subject.ids["customer"],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        ticket.message_post(
            body="Could you tell me which tray it takes the paper from?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        ticket.message_post(body="Drum is worn, spare part ordered.")


def _grow_customers(cr, desk, count):
    """Copy the template customer until there are so many."""
    cr.execute(
        "CREATE TABLE IF NOT EXISTS bench_customer "
        "(idx serial PRIMARY KEY, id integer, email varchar, name varchar)"
    )
    have = _scalar(cr, "SELECT count(*) FROM {}", "bench_customer")
    cr.execute(
        """
        INSERT INTO bench_customer (idx, id, name, email)
        SELECT n, nextval('res_partner_id_seq'), 'Customer ' || n,
               'customer' || n || %s
          FROM generate_series(%s, %s) n
        """,
        [f"@{DOMAIN}", have + 1, count],
    )
    cr.execute(
        """
        CREATE TEMP TABLE bench_clone ON COMMIT DROP AS
        SELECT id AS target, %s AS source, interval '0' AS shift, name, email
          FROM bench_customer WHERE idx > %s
        """,
        [desk.subject.ids["customer"], have],
    )
    same = "c.target"
    values = {"id": same, "commercial_partner_id": same, "name": "c.name"}
    values |= {"complete_name": "c.name", "email": "c.email"}
    values |= {"email_normalized": "c.email"}
    _copy_rows(cr, "res_partner", "bench_clone", "id", values)
    cr.execute("DROP TABLE bench_clone")


def _clone(env, desk, count):
    """Copy the templates so many times, with all that hangs on them."""
    cr, table = env.cr, env[desk.subject.model]._table
    _plan(cr, desk, table, count)
    _copy_rows(cr, table, "bench_clone", "id", _ticket_values(desk))
    for child, column in desk.subject.children.items():
        values = {**_swapped(desk), column: "c.target"}
        _copy_rows(cr, child, "bench_clone", column, values)
    _clone_messages(cr, desk)
    _clone_followers(cr, desk)
    _clone_linked(cr, desk, "mail_activity", {})
    _clone_linked(cr, desk, "rating_rating", {"message_id": "NULL"})
    for name in ("bench_clone", "bench_message", "bench_follower"):
        cr.execute(f"DROP TABLE {name}")
    if not desk.size:
        _advance_numbers(env, desk)


# One row a copy: of which template, for whom, how long ago, under which title.
PLAN = f"""
    CREATE TEMP TABLE bench_clone ON COMMIT DROP AS
    SELECT %(first)s + n AS target,
           CASE WHEN n %% {OPEN_SHARE} = 0
                THEN (%(open)s)[1 + n / {OPEN_SHARE} %% cardinality(%(open)s)]
                ELSE (%(closed)s)[1 + n %% cardinality(%(closed)s)] END AS source,
           CASE WHEN n %% {OPEN_SHARE} = 0
                THEN make_interval(mins => n * 7 %% 20160)
                ELSE make_interval(days => 14 + n * 37 %% 1080, mins => n %% 1440)
                END AS shift,
           CASE WHEN n <= %(own)s THEN %(portal)s ELSE customer.id END AS partner,
           customer.email AS email,
           (%(agents)s)[1 + (n * 13 + turn) %% cardinality(%(agents)s)] AS agent,
           (%(devices)s)[1 + (n + turn) %% cardinality(%(devices)s)]
           || CASE WHEN n %% 97 = 0 THEN ' {RARE_WORD} ' ELSE ' ' END
           || 'out of order at desk ' || n AS name
      FROM generate_series(1, %(count)s) n
      -- so that every agent and customer has open ones too
      CROSS JOIN LATERAL (SELECT n / {OPEN_SHARE} AS turn) AS turns
      JOIN bench_customer customer
        ON customer.idx = 1 + (n * 7919::bigint + turn) %% %(customers)s
"""


def _plan(cr, desk, table, count):
    """Make the table of copies, and let new ids start behind them."""
    first = _scalar(cr, "SELECT max(id) FROM {}", table)
    cr.execute(
        PLAN,
        {
            "first": first,
            "open": desk.subject.ids["open"],
            "closed": desk.subject.ids["closed"],
            "own": 0 if desk.size else PORTAL_TICKETS,
            "portal": desk.subject.ids["portal_partner"],
            "agents": desk.subject.ids["agents"],
            "devices": list(DEVICES),
            "count": count,
            "customers": _scalar(cr, "SELECT count(*) FROM {}", "bench_customer"),
        },
    )
    cr.execute(
        "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + count]
    )


def _swapped(desk):
    """SQL by column that puts the copy's customer and agent in the template's place.

    The plan's ``agent`` is a user, and a partner where the column holds partners.
    """
    ids = desk.subject.ids
    values = {}
    for name in ("partner_id", "commercial_partner_id", "author_id", "res_partner_id"):
        values[name] = (
            f"CASE t.{name} WHEN {ids['customer']} THEN c.partner"
            f" WHEN {ids['agent_partner']}"
            " THEN (SELECT partner_id FROM res_users u WHERE u.id = c.agent)"
            f" ELSE t.{name} END"
        )
    for name in ("user_id", "opener_id", "resolved_by_id", "create_uid", "write_uid"):
        values[name] = (
            f"CASE t.{name} WHEN {ids['agent']} THEN c.agent ELSE t.{name} END"
        )
    return values


def _ticket_values(desk):
    number = f"'{desk.subject.number_prefix}' || lpad(c.target::text, 6, '0')"
    return {
        **_swapped(desk),
        "id": "c.target",
        "number": number,
        "name": "c.name",
        "partner_email": "c.email",
        "access_token": "NULL",
    }


def _clone_messages(cr, desk):
    cr.execute(
        """
        CREATE TEMP TABLE bench_message ON COMMIT DROP AS
        SELECT nextval('mail_message_id_seq') AS target, m.id AS source,
               c.target AS record, c.shift, c.partner, c.agent
          FROM bench_clone c
          JOIN mail_message m ON m.model = %s AND m.res_id = c.source
        """,
        [desk.subject.model],
    )
    values = {**_swapped(desk), "id": "c.target", "res_id": "c.record"}
    values |= {"parent_id": "NULL", "message_id": "'<bench-' || c.target || '@b>'"}
    _copy_rows(cr, "mail_message", "bench_message", "id", values)
    link = {**_swapped(desk), "mail_message_id": "c.target", "mail_mail_id": "NULL"}
    for table in ("mail_tracking_value", "mail_notification"):
        _copy_rows(cr, table, "bench_message", "mail_message_id", link)


def _clone_followers(cr, desk):
    cr.execute(
        """
        CREATE TEMP TABLE bench_follower ON COMMIT DROP AS
        SELECT nextval('mail_followers_id_seq') AS target, f.id AS source,
               c.target AS record, c.shift, c.partner, c.agent
          FROM bench_clone c
          JOIN mail_followers f ON f.res_model = %s AND f.res_id = c.source
        """,
        [desk.subject.model],
    )
    values = {**_swapped(desk), "id": "c.target", "res_id": "c.record"}
    _copy_rows(cr, "mail_followers", "bench_follower", "id", values)
    link = {"mail_followers_id": "c.target"}
    subtypes = "mail_followers_mail_message_subtype_rel"
    _copy_rows(cr, subtypes, "bench_follower", "mail_followers_id", link)


def _clone_linked(cr, desk, table, values):
    """Copy rows that point to a ticket by model name and id."""
    values = {**_swapped(desk), "res_id": "c.target", **values}
    values |= {"access_token": "NULL"}
    model = sql.SQL("t.res_model = {}").format(sql.Literal(desk.subject.model))
    _copy_rows(cr, table, "bench_clone", "res_id", values, model)


def _copy_rows(cr, table, plan, key, values, condition=None):
    """Copy the rows whose key is a source of the plan; times move by its shift.

    :param dict values: SQL by column for what differs; ``t`` is the row that is
        copied, ``c`` its line of the plan. Columns the table lacks are left out.
    """
    cr.execute(
        """
        SELECT column_name, data_type FROM information_schema.columns
         WHERE table_name = %s AND is_generated = 'NEVER'
        """,
        [table],
    )
    columns, selected = [], []
    for name, kind in cr.fetchall():
        if name in values:
            selected.append(sql.SQL(values[name]))
        elif name == "id":
            continue
        elif kind.startswith("timestamp"):
            selected.append(sql.SQL("t.{} - c.shift").format(sql.Identifier(name)))
        else:
            selected.append(sql.SQL("t.{}").format(sql.Identifier(name)))
        columns.append(sql.Identifier(name))
    if not columns:
        return
    query = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {selected} FROM {plan} c "
        "JOIN {table} t ON t.{key} = c.source WHERE {condition}"
    ).format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(columns),
        selected=sql.SQL(", ").join(selected),
        plan=sql.Identifier(plan),
        key=sql.Identifier(key),
        condition=condition or sql.SQL("TRUE"),
    )
    cr.execute(query.as_string(cr._obj))


def _advance_numbers(env, desk):
    """Let real numbers start far behind those of copies, which follow their ids."""
    for name in desk.subject.number_sequences(env):
        env.cr.execute("SELECT setval(%s, %s)", [name, FIRST_NUMBER])


def _vacuum(cr):
    """Bring statistics and visibility map up to date, as autovacuum does in time."""
    with cr:
        cr.connection.rollback()
        cr.connection.autocommit = True
        cr.execute("VACUUM ANALYZE")
        cr.connection.autocommit = False


def _scalar(cr, query, table):
    cr.execute(sql.SQL(query).format(sql.Identifier(table)).as_string(cr._obj))
    return cr.fetchone()[0]
