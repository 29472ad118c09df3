// Copyright 2026 Service Desk contributors
// License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {CalendarModel} from "@web/views/calendar/calendar_model";
import {calendarView} from "@web/views/calendar/calendar_view";

/** What belongs to no team, as every freeze, says so in the legend. */
export class ChangeCalendarModel extends CalendarModel {
    get defaultFilterLabel() {
        return _t("No Team");
    }
}

export const changeCalendarView = {...calendarView, Model: ChangeCalendarModel};

registry.category("views").add("servicedesk_change_calendar", changeCalendarView);
