# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Mails in the intake, as the gate leaves them.

No tests here: whoever inherits must not run them again.
"""

import base64

RAW = b"""\
From: "Ann Away" <ann@away.example>
To: desk@test.mycompany.com
Subject: Away until Monday
Message-Id: <away@away.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

I am away. <b>Nobody</b> reads this.
"""


class IntakeRows:
    """To be mixed into a test case that has ``env``."""

    @classmethod
    def _mail(cls, **vals):
        """Return a parked absence reply, in superuser mode, unless told otherwise."""
        mails = cls.env["servicedesk.mail.intake"].sudo()
        cls.mail_number = getattr(cls, "mail_number", 0) + 1
        return mails.create(
            {
                "key": f"<row-{cls.mail_number}@away.example>",
                "state": "parked",
                "reason": "vacation",
                "subject": "Away until Monday",
                "email_from": '"Ann Away" <ann@away.example>',
                "email_to": "desk@test.mycompany.com",
                "raw": base64.b64encode(RAW),
                "size": len(RAW),
                **vals,
            }
        )
