# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""The counterparts are real and work together, before any story leans on them."""

from harness.browser import log_in
from harness.desk import PASSWORD
from harness.rpc import OdooRpcClient, XmlRpcClient


def test_mail_makes_the_round_trip(desk):
    """A mail to an alias becomes a record; what Odoo answers arrives in the sink."""
    admin = desk.admin
    model_id = admin.search_read("ir.model", [["model", "=", "res.partner"]], ["id"])
    admin.create("mail.alias", alias_name="contacts", alias_model_id=model_id[0]["id"])
    desk.write_mail(
        "Ada <ada@customer.example>", "contacts@desk.example", "Grüße", "Привет"
    )
    assert desk.mailbox.count("UNSEEN") == 1

    desk.fetch_mail()

    assert desk.mailbox.count("UNSEEN") == 0
    found = admin.search_read("res.partner", [["name", "=", "Grüße"]], ["message_ids"])
    assert len(found) == 1

    admin.call(
        "res.partner",
        "message_post",
        [found[0]["id"]],
        body="Received, thank you.",
        partner_ids=[desk.add_customer("Harness Reader")[0]],
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    desk.send_mail()
    answer = desk.sink.wait_mail("harness.reader@customer.example")
    assert "Received, thank you." in answer.get_body(("html",)).get_content()


def test_three_ways_in_say_the_same(desk):
    """XML-RPC, JSON-RPC and JSON-2 read the same user."""
    user = desk.add_user("harness_user", "base.group_user")
    ways = (
        XmlRpcClient(desk.server, user.login, PASSWORD),
        OdooRpcClient(desk.server, user.login, PASSWORD),
        desk.client_of(user),
    )
    for way in ways:
        assert way.read("res.users", user.id, "name") == user.name


def test_the_browser_logs_in(desk, browser):
    """The web client comes up without an error of its scripts."""
    with browser.person() as page:
        log_in(page, desk.server.url, "admin", "admin")
        assert page.locator(".o_main_navbar").is_visible()
