#!/bin/bash
# Start Odoo, or set its database up. Secrets come in files and reach Odoo through
# its environment, so that neither a configuration file nor a process list, which
# other users may read, shows them.
#
#   servicedesk serve [odoo options]    the server (default)
#   servicedesk init                    make the database, unless it is there
#   servicedesk <command …>             anything else, such as: odoo shell
set -euo pipefail

secrets=${SECRETS_DIR:-/run/secrets}
database=${SERVICEDESK_DATABASE:-servicedesk}
addons=${SERVICEDESK_ADDONS:-servicedesk_core,servicedesk_portal}

secret() {
    local value
    if ! value=$(cat "$secrets/$1") || [ -z "$value" ]; then
        echo "servicedesk: no secret in $secrets/$1; run docker/make-secrets.sh" >&2
        exit 1
    fi
    printf '%s' "$value"
}

# Everything is made under another name and renamed at the end: a database that has
# the final name is complete, and its administrator never had Odoo's own password.
init() {
    local found password unfinished=${database}_unfinished
    found=$(psql --dbname postgres --no-align --tuples-only --set name="$database" \
        <<<"SELECT 1 FROM pg_database WHERE datname = :'name'")
    if [ -n "$found" ]; then
        echo "servicedesk: database $database is there"
        return
    fi
    password=$(secret admin_password)
    odoo db init "$unfinished" --force --password "$password"
    odoo --database "$unfinished" --init "$addons" --no-http --stop-after-init
    odoo db rename "$unfinished" "$database"
    echo "servicedesk: database $database is ready; log in as admin"
}

PGPASSWORD=$(secret db_password)
ODOO_ADMIN_PASSWD=$(secret master_password)
export PGPASSWORD ODOO_ADMIN_PASSWD

case ${1:-serve} in
    serve) shift || true; exec odoo --database "$database" "$@" ;;
    init) init ;;
    *) exec "$@" ;;
esac
