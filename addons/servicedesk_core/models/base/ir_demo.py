# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo import api, models


class IrDemo(models.TransientModel):
    """What data files cannot say: dates relative to the day of loading.

    The demo's files call these methods. The code behind them is imported here
    only, so that a desk without demo data never loads it.
    """

    _inherit = "ir.demo"

    @api.model
    def _servicedesk_furnish_company(self):
        """Give the main company the demo's name, logo and mail domain, if it has none.

        :return: True
        """
        from ...demo import company

        return company.furnish(self.env)

    @api.model
    def _servicedesk_play_stories(self):
        """Play the demo's tickets through their deeds, over the last four weeks.

        :return: the number of tickets made; those that exist are left as they are.
        """
        from ...demo import player, stories

        return player.Player(self.env).play(stories.STORIES)

    @api.model
    def _servicedesk_fill_intake(self):
        """Put into the mail intake what came and made no ticket.

        :return: True
        """
        from ...demo import intake

        return intake.fill(self.env)

    @api.model
    def _servicedesk_make_roster(self):
        """Put people on duty in the weeks around the day of loading.

        :return: True
        """
        from ...demo import roster

        return roster.plan(self.env)

    @api.model
    def _servicedesk_set_languages(self):
        """Let the demo's people read their own language, where it is installed.

        :return: True
        """
        from ...demo import company

        return company.speak(self.env)
