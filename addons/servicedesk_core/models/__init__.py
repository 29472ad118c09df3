# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from . import (
    base,
    lifecycle,
    team,
    ticket,
    worktime,
    directory,
    catalogue,
    asset,
    classification,
    duty,
    assignment,
    queue,
    planning,
    conversation,
    confidential,
    answer,
    approval,
    plan,
    partner,
    notice,
    announcement,
    template,
    merge,
    intake,
    outbound,
    # Checks what all others are given: keep it last.
    values,
)
