# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).
"""What a database holds of an addon, to see that uninstalling leaves nothing."""

# Rows of these tables shape the system; a row too many or too few is a trace.
TABLES = (
    "ir_act_client",
    "ir_act_report_xml",
    "ir_act_server",
    "ir_act_url",
    "ir_act_window",
    "ir_asset",
    "ir_config_parameter",
    "ir_cron",
    "ir_default",
    "ir_filters",
    "ir_model",
    "ir_model_access",
    "ir_model_constraint",
    "ir_model_fields",
    "ir_model_fields_selection",
    "ir_model_relation",
    "ir_rule",
    "ir_sequence",
    "ir_ui_menu",
    "ir_ui_view",
    "mail_activity_type",
    "mail_alias",
    "mail_message_subtype",
    "mail_template",
    "base_automation",
    "res_groups",
    "res_groups_privilege",
)

COLUMNS = """
    SELECT table_name || '.' || column_name
      FROM information_schema.columns
     WHERE table_schema = 'public'
"""
RELATIONS = """
    SELECT relkind::text || ' ' || relname
      FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
     WHERE n.nspname = 'public' AND relkind IN ('r', 'S', 'v', 'm', 'i')
"""
MODEL_COLUMNS = """
    SELECT table_name, column_name
      FROM information_schema.columns
      JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public'
       AND table_type = 'BASE TABLE'
       AND column_name IN ('model', 'res_model', 'parent_res_model')
       AND data_type = 'character varying'
"""


def snapshot(databases, database):
    """Return {kind: {key: words}} of all that shapes the system."""
    found = {
        "columns": {row[0]: "" for row in databases.query(database, COLUMNS)},
        "relations": {row[0]: "" for row in databases.query(database, RELATIONS)},
    }
    present = {name for name in found["relations"] if name.startswith("r ")}
    for table in TABLES:
        if f"r {table}" in present:
            rows = databases.query(database, f"SELECT id, t::text FROM {table} t")
            found[table] = {key: words[:200] for key, words in rows}
    return found


def differences(before, after):
    """Return in words what came and what went between two snapshots."""
    said = []
    for kind, rows in after.items():
        old = before.get(kind, {})
        said += [f"left in {kind}: {key} {rows[key]}" for key in rows.keys() - old]
        said += [f"lost from {kind}: {key} {old[key]}" for key in old.keys() - rows]
    return sorted(said)


def orphans(databases, database):
    """Return in words the rows that belong to models which are no more."""
    said = []
    for table, column in databases.query(database, MODEL_COLUMNS):
        statement = f"""
            SELECT {column}, count(*) FROM {table}
             WHERE {column} LIKE 'servicedesk%%'
               AND {column} NOT IN (SELECT model FROM ir_model)
             GROUP BY {column}
        """
        for model, count in databases.query(database, statement):
            said.append(f"{count} rows of {table} for {model}")
    return said


def left_of(databases, database, addon):
    """Return the XML ids of an addon that are still there."""
    rows = databases.query(
        database,
        "SELECT module || '.' || name FROM ir_model_data WHERE module = %s",
        [addon],
    )
    return [row[0] for row in rows]
