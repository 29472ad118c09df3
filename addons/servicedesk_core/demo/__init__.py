# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Demo data: people and teams as files, tickets as stories that are played.

Nothing here is imported unless demo data is loaded.
"""
