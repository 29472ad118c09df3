# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).


def migrate(cr, version):
    """Count the tickets that were merged, for their survivors to show them."""
    if not version:
        return
    cr.execute(
        """UPDATE servicedesk_ticket survivor
              SET merged_count = merged.count
             FROM (SELECT merged_into_id AS id, count(*) AS count
                     FROM servicedesk_ticket
                    WHERE merged_into_id IS NOT NULL
                 GROUP BY merged_into_id) merged
            WHERE survivor.id = merged.id
              AND survivor.merged_count IS DISTINCT FROM merged.count"""
    )
