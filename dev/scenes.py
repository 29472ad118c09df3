# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""What ``./desk screenshots`` shows: who looks at which page, and when it is ready."""

from collections.abc import Callable
from dataclasses import dataclass

TICKET = "servicedesk.ticket"
CORE, PORTAL = "servicedesk_core", "servicedesk_portal"
# A page by which it is told whether the addon is there.
PROBES = {CORE: "/web/login", PORTAL: "/my/tickets"}
ALWAYS, ASKED, NEVER = "always", "asked", "never"
CHATTER = ".o-mail-Chatter .o-mail-Message"


@dataclass(frozen=True)
class Scene:
    """One picture: a page as one person sees it.

    ``path`` may hold ``{id}``, the id of the demo record named by ``record``
    (model, subject or name). ``ready`` is a selector: Odoo's bus keeps talking, so
    that a quiet network never comes. ``act`` does what leads from the page to the
    picture. ``narrow`` says whether a telephone's picture is made too: always, only
    when asked for, or never, where Odoo shows a telephone something else.
    """

    name: str
    login: str
    path: str
    ready: str
    record: tuple = ()
    act: Callable | None = None
    narrow: str = ASKED
    addon: str = CORE


def open_resolve(page):
    """Press Resolve and say what was done; nothing is saved."""
    page.click(".o_servicedesk_moves [data-state=resolved]")
    field = page.locator(".modal .odoo-editor-editable")
    field.click()
    page.keyboard.type(
        "The export is complete again: the limit of one hundred lines is gone."
    )


def open_desk_tab(page):
    """Show what the desk knows of a contact."""
    page.click("a[name=servicedesk]")
    page.locator("[name=badge_number]").scroll_into_view_if_needed()


def open_quick_ticket(page):
    """Register a caller by keys alone, as far as saving."""
    page.keyboard.press("Alt+Shift+KeyT")
    page.wait_for_selector(".modal .o_form_view")
    for field, words in (("partner_id", "Callum"), ("service_id", "Card terminal")):
        page.locator(f".modal [name={field}] input").press_sequentially(words, delay=40)
        page.wait_for_selector(".o-autocomplete--dropdown-item a[aria-selected=true]")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    page.locator(".modal [name=name] input").fill("Till 2 refuses every card")


def show_graph(page):
    """Bring the drawing of what rests on what into the picture."""
    page.locator(".o_servicedesk_graph_frame").scroll_into_view_if_needed()


def open_path(page):
    """Show through whose hands a ticket came, below the offer that is open."""
    page.click(".o_form_view a.nav-link[name=path]")
    page.locator(".o_servicedesk_map").scroll_into_view_if_needed()


def open_costs(page):
    """Show what a contractor claims, line by line."""
    page.click(".o_form_view a.nav-link[name=costs]")
    page.locator("[name=line_ids]").scroll_into_view_if_needed()


def open_contractor_tab(page):
    """Show what a contractor covers, asks for, and how he did so far."""
    page.click("a[name=servicedesk_contractor]")


ORDER_EXPORT = (TICKET, "Order export stops at the hundredth line")
NEW_TILLS = (TICKET, "Two more tills for the market hall")
STRANGER = (TICKET, "Your delivery calendar refuses our password")
COLLEAGUE = ("res.partner", "Callum Reid")
COLD_CHAIN = ("servicedesk.service", "Cold chain")
GATEWAY = ("servicedesk.component", "Card payment gateway")
COLD_DISPLAY = (TICKET, "Display of cold room 2 is dark")
TABLET = (TICKET, "Tablet of the delivery bay loses its notes")
WORK_ORDER = "servicedesk.work.order"
ICE_FREEZER = (
    WORK_ORDER,
    "Ice cream freezer makes ice everywhere but in the ice cream",
)
FROSTWELL = ("res.partner", "Frostwell Refrigeration")

SCENES = (
    Scene(
        "overview",
        "manager",
        "/odoo/servicedesk",
        ".o_servicedesk_team_kanban .o_kanban_record:not(.o_kanban_ghost)",
    ),
    Scene(
        "board",
        "manager",
        "/odoo/tickets?view_type=kanban",
        ".o_kanban_group .o_kanban_record",
    ),
    Scene("list", "dispatcher", "/odoo/tickets", ".o_data_row", narrow=NEVER),
    Scene(
        "ticket",
        "agent",
        "/odoo/tickets/{id}",
        CHATTER,
        record=ORDER_EXPORT,
        narrow=ALWAYS,
    ),
    Scene(
        "unclassified",
        "dispatcher",
        "/odoo/unclassified-tickets/{id}",
        CHATTER,
        record=STRANGER,
    ),
    Scene(
        "resolve",
        "agent",
        "/odoo/tickets/{id}",
        CHATTER,
        record=ORDER_EXPORT,
        act=open_resolve,
    ),
    Scene(
        "calendar",
        "manager",
        "/odoo/tickets?view_type=calendar",
        ".o_calendar_view .fc-event",
        narrow=NEVER,
    ),
    Scene(
        "activities",
        "manager",
        "/odoo/tickets?view_type=activity",
        ".o_activity_summary_cell",
        narrow=NEVER,
    ),
    Scene("figures", "manager", "/odoo/ticket-analysis", ".o_graph_view canvas"),
    Scene(
        "pivot",
        "manager",
        "/odoo/ticket-analysis?view_type=pivot",
        ".o_pivot table tbody tr",
        narrow=NEVER,
    ),
    Scene(
        "contact",
        "dispatcher",
        "/odoo/directory/{id}",
        "a[name=servicedesk]",
        record=COLLEAGUE,
        act=open_desk_tab,
    ),
    Scene(
        "service",
        "owner",
        "/odoo/service-catalogue/{id}",
        ".o_form_view .o_notebook",
        record=COLD_CHAIN,
    ),
    Scene(
        "quick",
        "agent",
        "/odoo/tickets",
        ".o_data_row",
        act=open_quick_ticket,
    ),
    Scene(
        "component",
        "agent",
        "/odoo/components/{id}",
        ".o_servicedesk_graph_frame svg",
        record=GATEWAY,
        act=show_graph,
        narrow=NEVER,
    ),
    Scene(
        "offer",
        "agent",
        "/odoo/tickets/{id}",
        ".o_servicedesk_offer",
        record=COLD_DISPLAY,
        narrow=ALWAYS,
    ),
    Scene(
        "offer-path",
        "agent",
        "/odoo/tickets/{id}",
        ".o_servicedesk_offer",
        record=COLD_DISPLAY,
        act=open_path,
    ),
    Scene(
        "dispute",
        "manager",
        "/odoo/tickets/{id}",
        ".o_servicedesk_offer",
        record=TABLET,
    ),
    Scene(
        "work-order",
        "owner",
        "/odoo/work-orders/{id}",
        CHATTER,
        record=ICE_FREEZER,
        act=open_costs,
    ),
    Scene("day", "agent", "/odoo/my-day", ".o_day_list > *", narrow=ALWAYS),
    Scene(
        "contractor",
        "manager",
        "/odoo/contractors/{id}",
        "a[name=servicedesk_contractor]",
        record=FROSTWELL,
        act=open_contractor_tab,
    ),
    Scene(
        "portal-list",
        "customer",
        "/my/tickets",
        ".o_servicedesk_tickets a",
        addon=PORTAL,
    ),
    Scene(
        "portal-ticket",
        "customer",
        "/my/tickets/{id}",
        "#wrap h1, #wrap h2",
        record=ORDER_EXPORT,
        narrow=ALWAYS,
        addon=PORTAL,
    ),
    Scene("portal-new", "customer", "/my/tickets/new", "#wrap form", addon=PORTAL),
    Scene(
        "confirm",
        "customer",
        "/my/tickets/{id}/confirm",
        "button[name=answer]",
        record=NEW_TILLS,
        narrow=ALWAYS,
        addon=PORTAL,
    ),
)
