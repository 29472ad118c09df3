# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging
from datetime import datetime, timedelta
from email.utils import formataddr, parsedate_to_datetime

import psycopg2
from markupsafe import Markup

from odoo import fields, models, tools

from ...tools import (
    filetype,
    mail_address,
    mail_content,
    mail_envelope,
    mail_mime,
    mail_policy,
)

_logger = logging.getLogger(__name__)

# No mail is older, and none is from tomorrow: such a date is a clock that is wrong.
FIRST_MAIL = datetime(1990, 1, 1)
LONGEST_SUBJECT = 1000
ORIGINAL = "original.eml"
# A mail in more parts, or deeper, is shown to others by its head alone: Python looks at
# each line once for each level.
MOST_PARTS = 500
# Flaw of a mail, beside those of its content.
SENDER = "sender"


class ServicedeskMailIntake(models.Model):
    """Read a mail: its words, its files. Whatever is wrong with it, it is read.

    Who it is from and to, and what it answers, is read as Odoo reads it; if that
    fails, from the head that the gate has read without failing.
    """

    _inherit = "servicedesk.mail.intake"

    def _read_mail(self):
        """Return (EmailMessage, what Odoo's gateway makes of a mail)."""
        self.ensure_one()
        original = self._get_raw()
        raw = mail_envelope.shorten(mail_envelope.mend(original))
        content = mail_content.read(raw)
        message = self._parse_message(raw, content)
        try:
            thread = self.env["mail.thread"].with_context(servicedesk_mail_content=True)
            values = thread.message_parse(message)
        except psycopg2.Error:
            raise
        except Exception:  # what strangers send can fail in any way
            _logger.info("Mail intake %s: read by its head", self.id, exc_info=True)
            content.flaws.append(mail_content.UNREADABLE)
            values = self._read_head(message)
        self._mend_values(values, raw, content)
        self._mend_sender(message, values, content)
        values["body"] = Markup(content.html)  # made safe by tools.mail_html
        values["attachments"] = self._prepare_files(original, content)
        values["servicedesk_remarks"] = self._describe_content(content)
        return message, values

    def _parse_message(self, raw, content):
        """Return the mail as Python has it, without the inside of its large files.

        Its files are read already; Python's parser takes seconds for 25 MB. In doubt
        it is the head alone; at the least what the gate read of that.
        """
        simple = content.parts <= MOST_PARTS and mail_mime.DEPTH not in content.flaws
        if simple:
            pieces, at = [], 0
            for begin, end in content.bulk:
                pieces.append(raw[at:begin])
                at = end
            pieces.append(raw[at:])
            try:
                return mail_policy.parse(b"".join(pieces))
            except Exception:  # Python's parser has failed on what was sent before
                _logger.info("Mail intake %s: not parsed", self.id, exc_info=True)
                content.flaws.append(mail_content.UNREADABLE)
        try:
            return mail_policy.parse_head(mail_envelope.split(raw)[0])
        except Exception:  # what strangers send can fail in any way
            _logger.info("Mail intake %s: no head", self.id, exc_info=True)
            content.flaws.append(mail_content.UNREADABLE)
            return mail_policy.build_head(self._get_envelope())

    # ------------------------------------------------------------------
    # What Odoo's gateway expects to know
    # ------------------------------------------------------------------

    def _read_head(self, message):
        """Return what Odoo's gateway makes of a mail, without asking Python's parser.

        Complete: whatever Odoo looks up is there.
        """
        envelope = self._get_envelope()
        everybody = [formataddr((False, to)) for to in envelope.recipients]
        # sudo: mail.alias.domain - the gate asks, whoever delivers
        domains = self.env["mail.alias.domain"].sudo()
        aliases = set(domains._find_aliases(envelope.recipients))
        values = {
            "message_type": "email",
            "message_id": self._get_message_id(),
            "subject": envelope.subject,
            "email_from": envelope.sender,
            "from": envelope.sender,
            "to": ",".join(everybody),
            "cc": "",
            "recipients": ",".join(everybody),
            "to_filtered": ",".join(to for to in everybody if to not in aliases),
            "cc_filtered": "",
            "references": " ".join(envelope.references),
            "in_reply_to": envelope.in_reply_to,
            "date": self._read_date(envelope.date),
            "is_bounce": False,
            "partner_ids": [],
        }
        thread = self.env["mail.thread"]
        parent = thread._get_parent_message(values)
        values.update(thread._message_parse_extract_from_parent(parent))
        return values

    def _read_date(self, text):
        """Return a date as Odoo stores it; now if there is none."""
        try:
            date = parsedate_to_datetime(text)
            date = (date - (date.utcoffset() or timedelta())).replace(tzinfo=None)
        except (TypeError, ValueError, IndexError, OverflowError):
            date = fields.Datetime.now()
        return fields.Datetime.to_string(date)

    def _mend_values(self, values, raw, content):
        """Make usable what a mail's head says."""
        values["message_id"] = self._get_message_id()
        self._mend_letters(values, raw, content)
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = mail_envelope.clean(value)
        values["subject"] = values.get("subject", "")[:LONGEST_SUBJECT]
        now = fields.Datetime.now()
        try:
            date = fields.Datetime.to_datetime(values.get("date")) or now
        except (TypeError, ValueError):
            date = now
        values["date"] = fields.Datetime.to_string(
            now if date < FIRST_MAIL else min(date, now)
        )

    def _mend_sender(self, message, values, content):
        """Say who a mail is from: what stands in brackets, whatever the name says."""
        senders = mail_envelope.senders(self._get_head(message))
        said = values.get("email_from") or ""
        is_clean = mail_address.clean_name(said) == said and "=?" not in said
        if senders and not (is_clean and tools.email_normalize(said) == senders[0][1]):
            said = tools.mail.formataddr(senders[0])
        elif not senders and tools.email_normalize(said, strict=False):
            said = ""
        values["email_from"] = values["from"] = said
        if not senders:
            content.flaws.append(SENDER)
            values["email_from"] = values["from"] = said or self.env._("unknown sender")

    def _mend_letters(self, values, raw, content):
        """Read a head that names no alphabet in that of the text.

        RFC 2047 wants it named; some programs write letters as they are. Odoo shows
        them as question marks.
        """
        wanted = {"subject": "subject", "from": "email_from"}
        if not any("\ufffd" in (values.get(key) or "") for key in wanted.values()):
            return
        headers, _start = mail_mime.read_headers(raw, 0, len(raw))
        for name, key in wanted.items():
            if "\ufffd" not in (values.get(key) or ""):
                continue
            text = mail_mime.decode_header(headers.get(name, b""), content.charset)
            if key == "subject":
                values[key] = text
            elif found := tools.mail.email_split_and_format(text):
                values[key] = values["from"] = found[0]

    # ------------------------------------------------------------------
    # Files and remarks
    # ------------------------------------------------------------------

    def _prepare_files(self, raw, content):
        """Return the files of a mail as Odoo posts them.

        The mail as it came goes along when something in it is broken: whoever reads
        the ticket can look for himself.
        """
        options = self.options or {}
        files = []
        if options.get("save_original") or content.flaws:
            original = mail_content.File(ORIGINAL, raw, declared="message/rfc822")
            files.append(self._prepare_file(original))
        if not options.get("strip_attachments"):
            files += [self._prepare_file(file) for file in content.files]
        return files

    def _prepare_file(self, file):
        """Return a file as Odoo posts it: named, typed by its bytes.

        What a browser would run as a page is text: shown, it says what it is made of.
        """
        if file.declared == "message/rfc822":
            kind = file.declared
        else:
            kind = filetype.detect_named(file.name, file.content)
        if filetype.is_page(kind):
            kind = "text/plain"
        info = {"cid": file.cid, "servicedesk_kind": kind}
        attachment = self.env["mail.thread"]._Attachment
        return attachment(file.name, file.content, info)

    def _describe_content(self, content):
        """Return what is told to agents about a mail, in sentences."""
        said = [text for key, text in self._note_texts() if key in content.notes]
        if content.flaws:
            flaws = self._flaw_texts()
            what = ", ".join(flaws[key] for key in dict.fromkeys(content.flaws))
            said.append(
                self.env._(
                    "This mail is not as it should be (%(what)s). It was read as well"
                    " as can be; the mail as it came is attached as %(name)s.",
                    what=what,
                    name=ORIGINAL,
                )
            )
        return said

    def _note_texts(self):
        return [
            (
                mail_content.CUT,
                self.env._(
                    "The text of this mail is too long for a ticket: its beginning is"
                    " shown, all of it is attached."
                ),
            ),
            (
                mail_content.ENCRYPTED,
                self.env._(
                    "This mail, or a part of it, is encrypted and cannot be read here."
                ),
            ),
            (
                mail_content.PARTIAL,
                self.env._("This is one piece of a mail that was sent in several."),
            ),
            (
                mail_content.SEALED,
                self.env._(
                    "The text of this mail is inside its signature, in the attached"
                    " file: a mail program can show it."
                ),
            ),
            (
                mail_content.TNEF,
                self.env._(
                    "Outlook packed files of this mail into winmail.dat: ask the sender"
                    " to write in HTML or plain text, or unpack it."
                ),
            ),
        ]

    def _flaw_texts(self):
        return {
            mail_mime.BOUNDARY: self.env._("its parts are not set apart as it says"),
            mail_mime.CHARSET: self.env._(
                "its letters are not in the alphabet it names"
            ),
            mail_mime.DEPTH: self.env._("its parts are nested too deeply"),
            mail_mime.ENCODING: self.env._("a part is not encoded as it says"),
            mail_mime.PARTS: self.env._("it has too many parts"),
            mail_content.LOST: self.env._("words of its page cannot be shown"),
            mail_content.UNREADABLE: self.env._("parts of it cannot be read at all"),
            SENDER: self.env._("its sender's address is missing or none"),
        }
