# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

{
    "name": "Benchmark floor",
    "summary": "The least a ticket costs in Odoo: the yardstick of the benchmarks",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "category": "Hidden",
    "author": "Service Desk contributors",
    "depends": ["mail", "portal"],
    "data": [
        "security/ir.model.access.csv",
        "views/bench_ticket_views.xml",
    ],
}
