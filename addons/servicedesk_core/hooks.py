# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What installing and uninstalling must do beyond loading data files."""

from odoo.tools import SQL

# What holds on to records that Odoo deletes before the column that holds them.
HOLDING = {
    "servicedesk_ticket": ("stage_id", "ticket_type_id", "site_id"),
    "servicedesk_site": ("parent_id", "partner_id"),
    "res_partner": ("site_id",),
    "servicedesk_service_partner_rel": ("res_partner_id",),
    "servicedesk_service_tag_rel": ("res_partner_category_id",),
    "servicedesk_service_site_rel": ("servicedesk_site_id",),
    "servicedesk_notice_rule_stage_rel": ("servicedesk_stage_id",),
    "servicedesk_notice_rule_type_rel": ("servicedesk_ticket_type_id",),
    "servicedesk_notice_rule_team_rel": ("servicedesk_team_id",),
    "servicedesk_announcement_partner_rel": ("res_partner_id",),
    "servicedesk_announcement_tag_rel": ("res_partner_category_id",),
    "servicedesk_announcement_site_rel": ("servicedesk_site_id",),
    "servicedesk_announcement_service_rel": ("servicedesk_service_id",),
}


def post_init_hook(env):
    """Give the shipped desk its mail address where the name is still free.

    A company that already has an alias of this name keeps it: the team then
    starts without an address, which its form shows.
    """
    team = env.ref("servicedesk_core.team_service_desk", raise_if_not_found=False)
    if not team or team.alias_name:
        return
    domain = team.company_id.alias_domain_id or env["mail.alias.domain"].search(
        [], limit=1
    )
    taken = env["mail.alias"].search_count(
        [("alias_name", "=", "servicedesk"), ("alias_domain_id", "=", domain.id)],
        limit=1,
    )
    if not taken:
        team.alias_name = "servicedesk"


def uninstall_hook(env):
    """Remove what Odoo does not know to be ours.

    Odoo drops our tables, but leaves mail aliases that create tickets and the
    parameters of the suite behind; a mail to such an alias would then fail.
    """
    _let_go(env)
    models = env["ir.model"].search([("model", "=like", "servicedesk.%")])
    env["mail.alias"].search(
        [
            "|",
            ("alias_model_id", "in", models.ids),
            ("alias_parent_model_id", "in", models.ids),
        ]
    ).unlink()
    env["ir.config_parameter"].search([("key", "=like", "servicedesk.%")]).unlink()
    forget_keys(env, "servicedesk_core", models)


def forget_keys(env, addon, gone=()):
    """Remove the notes of an addon's foreign keys in tables that stay.

    Odoo drops its columns there, and keeps the notes.

    :param gone: models whose tables go: their notes do, too.
    """
    env["ir.model.constraint"].search(
        [
            ("module.name", "=", addon),
            ("type", "=", "f"),
            ("model", "not in", [model.id for model in gone]),
        ]
    ).unlink()


def _let_go(env):
    """Loosen what would refuse to be deleted before what refers to it.

    Tickets hold on to stage and type, contacts and sites to each other, teams to
    their alias; Odoo deletes these first and drops our tables and columns right after.
    """
    env.flush_all()
    for table, columns in HOLDING.items():
        for column in columns:
            env.cr.execute(
                SQL(
                    "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s",
                    SQL.identifier(table),
                    SQL.identifier(f"{table}_{column}_fkey"),
                )
            )
    env.cr.execute("ALTER TABLE servicedesk_team ALTER alias_id DROP NOT NULL")
    env.cr.execute("UPDATE servicedesk_team SET alias_id = NULL")
    env["servicedesk.team"].invalidate_model(["alias_id"])
