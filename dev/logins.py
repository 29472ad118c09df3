# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The people of the demo data, in one place: who can sign in, and as what."""

ADMINISTRATOR = ("admin", "admin", "administrator of Odoo")

DEMO = (
    ("manager", "manager", "desk manager"),
    ("dispatcher", "dispatcher", "dispatcher: classifies and assigns"),
    ("agent", "agent", "agent of the IT desk"),
    ("daria", "daria", "agent who reads Russian"),
    ("wei", "wei", "agent who reads Chinese"),
    ("owner", "owner", "owner of the services of Facilities, and agent there"),
    ("approver", "approver", "finance director: approves what others order"),
    ("auditor", "auditor", "auditor: reads all tickets, changes none"),
    ("transport", "transport", "agent of another company, whose vans ours order"),
    ("customer", "customer", "customer, in the portal"),
    ("contractor", "contractor", "contractor, in the portal"),
)


def lines(existing):
    """Return one line of text for each login.

    :param existing: the logins that the database knows; others are left out
    """
    people = [row for row in (ADMINISTRATOR, *DEMO) if row[0] in existing]
    return [f"  {login:<11} / {word:<11} {what}" for login, word, what in people]
