# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from datetime import datetime
from unittest import TestCase

from odoo.addons.servicedesk_core.tools.work_day import DIRECTIONS, Stop, directions
from odoo.addons.servicedesk_core.tools.work_day import route as order_stops


def at(hour, minute=0):
    return datetime(2026, 3, 2, hour, minute)


class TestWorkDayTool(TestCase):
    """The order of a day, and the way to a stop."""

    def test_by_the_clock_where_nothing_was_put_in_order(self):
        """The earlier start first; of two at one hour the older order."""
        stops = [Stop(3, at(9), None), Stop(2, at(9), None), Stop(1, at(8), None)]
        self.assertEqual(order_stops(stops), [1, 2, 3])

    def test_what_was_put_in_order_stays(self):
        """The engineer knows the roads: his order counts, whatever the hours say."""
        stops = [Stop(1, at(8), 3), Stop(2, at(9), 1), Stop(3, at(10), 2)]
        self.assertEqual(order_stops(stops), [2, 3, 1])

    def test_a_new_one_is_slipped_in_by_its_hour(self):
        """Before the first stop that is planned later; the latest at the end."""
        stops = [Stop(1, at(8), 1), Stop(2, at(14), 2)]
        self.assertEqual(order_stops([*stops, Stop(9, at(10), None)]), [1, 9, 2])
        self.assertEqual(order_stops([*stops, Stop(9, at(7), None)]), [9, 1, 2])
        self.assertEqual(order_stops([*stops, Stop(9, at(16), None)]), [1, 2, 9])
        several = [*stops, Stop(8, at(11), None), Stop(9, at(10), None)]
        self.assertEqual(order_stops(several), [1, 9, 8, 2])

    def test_nobody_goes_nowhere(self):
        self.assertEqual(order_stops([]), [])
        self.assertEqual(order_stops(stop for stop in [Stop(1, at(8), None)]), [1])

    def test_directions_to_an_address(self):
        """Whatever stands in an address stays one value of the link."""
        link = directions("", "Am Hof 1 & 2, Köln/Deutz")
        self.assertEqual(
            link,
            DIRECTIONS.replace(
                "{place}", "Am%20Hof%201%20%26%202%2C%20K%C3%B6ln%2FDeutz"
            ),
        )

    def test_directions_to_a_point(self):
        """Where the point is known the point is meant, not what maps make of words."""
        self.assertEqual(
            directions("", "Am Hof 1", 50.9, -6.5),
            DIRECTIONS.replace("{place}", "50.900000%2C-6.500000"),
        )

    def test_nobody_is_told_where_a_customer_lives(self):
        """Unless the house chooses maps on the web, the phone's own are asked."""
        self.assertEqual(directions("", "Am Hof 1"), "geo:0,0?q=Am%20Hof%201")

    def test_other_maps(self):
        """Any web or geo link may be set; one that needs a point gets one or none."""
        osm = "https://maps.example.com/?to={address}"
        self.assertEqual(
            directions(osm, "Am Hof 1", 1, 2),
            "https://maps.example.com/?to=Am%20Hof%201",
        )
        geo = "geo:{latitude},{longitude}"
        self.assertEqual(directions(geo, "Am Hof", 1, 2), "geo:1.000000,2.000000")
        self.assertEqual(directions(geo, "Am Hof"), "geo:0,0?q=Am%20Hof")

    def test_no_script_is_a_map(self):
        """Who sets the parameter sets a link to maps, not something that is run."""
        link = directions("javascript:alert('{place}')", "Am Hof")
        self.assertEqual(link, "geo:0,0?q=Am%20Hof")

    def test_no_address_no_link(self):
        self.assertEqual(directions("", ""), "")
        self.assertEqual(directions("https://maps.example.com/", ""), "")
