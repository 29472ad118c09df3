# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""The invented company whose desk the demo shows."""

import base64

from odoo.tools import file_open

# Names that Odoo gives, with and without demo data of its own.
NAMELESS = ("My Company", "YourCompany")
DOMAIN = "pellamoor.example.com"
IDENTITY = {
    "name": "Pellamoor Stores",
    "street": "1 Market Cross",
    "street2": False,
    "city": "Millbrook",
    "zip": "MB1 1ZZ",
    "state_id": False,
    "phone": "+44 1632 960 100",
    "email": f"info@{DOMAIN}",
    "website": f"https://{DOMAIN}",
}
LOGO = "servicedesk_core/demo/logo.png"
# Who reads what, where the language is installed.
SPEAKERS = {
    "ru_RU": ("user_demo_daria", "partner_demo_saltby"),
    "zh_CN": ("user_demo_wei", "partner_demo_lantern", "partner_demo_lin"),
}


def furnish(env):
    """Fill in what nobody has filled in yet; what a person chose stays.

    :return: True, as data files expect a value.
    """
    company = env.ref("base.main_company")
    if company.name in NAMELESS:
        company.write(IDENTITY | {"country_id": env.ref("base.uk").id})
    if company.uses_default_logo:
        with file_open(LOGO, "rb") as image:
            company.logo = base64.b64encode(image.read())
    if not env["mail.alias.domain"].search_count([], limit=1):
        # The first mail domain is given to every company by Odoo itself.
        env["mail.alias.domain"].create({"name": DOMAIN})
    return True


def speak(env):
    """Give people their language if they have none of their own choice.

    :return: True, as data files expect a value.
    """
    installed = {code for code, _name in env["res.lang"].get_installed()}
    for code in installed & set(SPEAKERS):
        for name in SPEAKERS[code]:
            person = env.ref(f"servicedesk_core.{name}", raise_if_not_found=False)
            if person and person.lang in (False, "en_US"):
                person.lang = code
    return True
