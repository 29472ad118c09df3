import {registry} from "@web/core/registry";
import {CalendarCommonRenderer} from "@web/views/calendar/calendar_common/calendar_common_renderer";
import {CalendarModel} from "@web/views/calendar/calendar_model";
import {CalendarRenderer} from "@web/views/calendar/calendar_renderer";
import {calendarView} from "@web/views/calendar/calendar_view";

/**
 * A ticket is due at an instant, which Odoo draws as an hour: it ends with its day,
 * or what is due late at night would cover the next day, too.
 */
export class TicketCalendarModel extends CalendarModel {
    normalizeRecord(rawRecord) {
        const record = super.normalizeRecord(rawRecord);
        const night = record.start.endOf("day");
        if (record.end > night) {
            record.end = night;
        }
        return record;
    }
}

/** A ticket shows its number and, below it, as much of its subject as fits. */
export class TicketCalendarCommonRenderer extends CalendarCommonRenderer {
    static eventTemplate = "servicedesk_core.TicketCalendarEvent";
}

export class TicketCalendarRenderer extends CalendarRenderer {
    static components = {
        ...CalendarRenderer.components,
        day: TicketCalendarCommonRenderer,
        week: TicketCalendarCommonRenderer,
        month: TicketCalendarCommonRenderer,
    };
}

export const ticketCalendarView = {
    ...calendarView,
    Model: TicketCalendarModel,
    Renderer: TicketCalendarRenderer,
};

registry.category("views").add("servicedesk_ticket_calendar", ticketCalendarView);
