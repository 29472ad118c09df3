# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

from odoo.tests import tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..hooks import post_init_hook, uninstall_hook
from .common import ServicedeskCommon


@tagged("post_install", "-at_install")
class TestHooks(ServicedeskCommon):
    """What installing adds to, and uninstalling takes from, the rest of Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.aliases = cls.env["mail.alias"]
        cls.parameters = cls.env["ir.config_parameter"]
        cls.shipped = cls.env["servicedesk.team"].create(
            {"name": "As Shipped", "company_id": cls.company.id}
        )
        data = cls.env["ir.model.data"].search(
            [("module", "=", "servicedesk_core"), ("name", "=", "team_service_desk")]
        )
        if data:
            cls.env["servicedesk.team"].browse(data.res_id).exists().alias_name = False
            data.res_id = cls.shipped.id
        else:
            cls.env["ir.model.data"].create(
                {
                    "module": "servicedesk_core",
                    "name": "team_service_desk",
                    "model": "servicedesk.team",
                    "res_id": cls.shipped.id,
                }
            )
        cls.env.registry.clear_cache()

    # ------------------------------------------------------------------
    # Installing
    # ------------------------------------------------------------------

    def test_shipped_desk_gets_an_address(self):
        """A fresh desk takes mail at servicedesk@ the company's domain."""
        post_init_hook(self.env)
        self.assertEqual(self.shipped.alias_email, "servicedesk@test.mycompany.com")

    def test_address_in_use_is_left_alone(self):
        """What the company's address does already, it goes on doing."""
        partner_model = self.env["ir.model"]._get_id("res.partner")
        alias = self.aliases.create(
            {
                "alias_name": "servicedesk",
                "alias_model_id": partner_model,
                "alias_domain_id": self.mail_alias_domain.id,
            }
        )
        post_init_hook(self.env)
        self.assertFalse(self.shipped.alias_name)
        self.assertEqual(alias.alias_model_id.id, partner_model)

    def test_address_given_before_is_kept(self):
        """Running the hook again changes nothing."""
        self.shipped.alias_name = "help"
        post_init_hook(self.env)
        self.assertEqual(self.shipped.alias_name, "help")

    def test_no_shipped_desk_no_error(self):
        """A company that deleted the shipped team installs other addons in peace."""
        self.shipped.unlink()
        post_init_hook(self.env)

    # ------------------------------------------------------------------
    # Uninstalling
    # ------------------------------------------------------------------

    def test_addresses_go(self):
        """No mail shall look for a model that is gone: our aliases are removed."""
        ours = self.team_first.alias_id | self.shipped.alias_id
        uninstall_hook(self.env)
        self.env.flush_all()
        self.assertFalse(ours.exists())

    def test_stages_and_types_let_go(self):
        """Odoo deletes stages and types before tickets: nothing refuses that."""
        self._resolved()
        uninstall_hook(self.env)
        going = {MODULE_UNINSTALL_FLAG: True}
        self.stage_resolved.with_context(**going).unlink()
        self.incident.with_context(**going).unlink()
        self.env.flush_all()

    def test_addresses_of_others_stay(self):
        """Other applications keep their aliases."""
        other = self.aliases.create(
            {
                "alias_name": "contacts",
                "alias_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        uninstall_hook(self.env)
        self.assertTrue(other.exists())

    def test_parameters_go(self):
        """Our parameters are removed, those of others stay."""
        self.env.ref("servicedesk_core.seq_ticket").prefix = "HELP-"
        self.parameters.set_param("servicedeskish.other", "stays")
        self.assertTrue(self.parameters.get_param("servicedesk.former_prefixes"))
        uninstall_hook(self.env)
        left = self.parameters.search([("key", "=like", "servicedesk%")])
        self.assertEqual(left.mapped("key"), ["servicedeskish.other"])
