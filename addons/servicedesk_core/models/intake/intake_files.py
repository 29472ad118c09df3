# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

import logging
import time

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import human_size

from ...tools import clamd
from .intake_read import ORIGINAL

_logger = logging.getLogger(__name__)

SCANNER = "servicedesk.clamd"
MAX_FILE_MB = "servicedesk.mail_max_file_mb"
MAX_FILES = "servicedesk.mail_max_files"
DEFAULTS = {MAX_FILE_MB: 25, MAX_FILES: 100}
MEGABYTE = 1024 * 1024
# Why a file is not attached.
LARGE, MANY, INFECTED, UNSCANNED = "large", "many", "infected", "unscanned"
# As many names as a note lists.
MOST_NAMES = 20


class ServicedeskMailIntake(models.Model):
    """Which files of a mail are attached: not too large, not too many, no virus.

    What is kept back stays in the mail as it came; a note on the ticket says so.
    """

    _inherit = "servicedesk.mail.intake"

    withheld_files = fields.Json(
        readonly=True, help="Which files were not attached, and why."
    )
    withheld_count = fields.Integer(string="Files Withheld", readonly=True)

    def _deliver(self, message, values, routes):
        """Attach what may be; tell agents what is missing, and what is odd."""
        remarks = values.pop("servicedesk_remarks", [])
        values["attachments"], kept_back = self._sift(values.get("attachments") or [])
        tickets = super()._deliver(message, values, routes)
        if kept_back:
            self._note_withheld(kept_back)
            remarks += self._describe_withheld(kept_back)
        for ticket in tickets:
            self._show_pictures(ticket, values)
            if remarks:
                ticket._message_log(body=self._as_list(remarks))
        return tickets

    @staticmethod
    def _as_list(sentences):
        items = Markup("").join(Markup("<li>%s</li>") % text for text in sentences)
        return Markup("<ul>%s</ul>") % items

    def _show_pictures(self, ticket, values):
        """Show in a new ticket's description the pictures that its mail shows."""
        if 'src="cid:' not in (ticket.description or ""):
            return
        mail = self._find_message(ticket, values["message_id"])
        if mail and mail == ticket.message_ids.sorted("id")[:1]:
            ticket.with_context(mail_notrack=True).description = mail.body

    def _find_message(self, ticket, message_id):
        """Return the message that this mail is in a ticket's conversation."""
        return self.env["mail.message"].search(
            [
                ("model", "=", ticket._name),
                ("res_id", "=", ticket.id),
                ("message_id", "=", message_id),
            ],
            limit=1,
        )

    # ------------------------------------------------------------------
    # What may be attached
    # ------------------------------------------------------------------

    def _get_limit(self, name):
        """Return a limit as it is set; as it comes, if what is set is no number."""
        # sudo: ir.config_parameter - the limits hold for everybody
        value = self.env["ir.config_parameter"].sudo().get_param(name)
        if not value:
            return DEFAULTS[name]
        if value.isascii() and value.strip().isdigit() and int(value) > 0:
            return int(value)
        _logger.error("%s is no number above 0: %r", name, value)
        return DEFAULTS[name]

    def _sift(self, attachments):
        """Return (files to attach, facts about those kept back).

        :return: each fact is a dict with index, name, size, reason, found.
        """
        if not attachments:
            return [], []
        largest = self._get_limit(MAX_FILE_MB) * MEGABYTE
        most = self._get_limit(MAX_FILES)
        kept_back, left = {}, {}
        for index, (name, content, _info) in enumerate(attachments):
            if len(content) > largest:
                kept_back[index] = (LARGE, "")
            elif len(left) >= most:
                kept_back[index] = (MANY, "")
            else:
                left[index] = (name, content)
        kept_back.update(self._scan(left))
        facts = [
            {
                "index": index,
                "name": attachments[index][0],
                "size": len(attachments[index][1]),
                "reason": reason,
                "found": found,
            }
            for index, (reason, found) in sorted(kept_back.items())
        ]
        return [
            file for index, file in enumerate(attachments) if index not in kept_back
        ], facts

    def _scan(self, files):
        """Return {index: (reason, what was found)} of files that may not be attached.

        The mail as it came holds all its files: it is not attached if one is not.

        :param dict files: {index: (name, content)}.
        """
        # sudo: ir.config_parameter - where the scanner is holds for everybody
        setting = self.env["ir.config_parameter"].sudo().get_param(SCANNER)
        if not setting or not files:
            return {}
        kept_back = {}
        deadline = time.monotonic() + clamd.SCAN_TIMEOUT
        error = ""
        try:
            address = clamd.parse_address(setting)
        except ValueError as problem:
            _logger.error("%s: %s", SCANNER, problem)
            error = str(problem)
        for index, (_name, content) in files.items():
            if not error:
                try:
                    left = deadline - time.monotonic()
                    if found := clamd.scan(address, content, timeout=left):
                        kept_back[index] = (INFECTED, found)
                    continue
                except clamd.Unavailable as problem:
                    _logger.warning("Virus scanner: %s", problem)
                    error = str(problem)
            kept_back[index] = (UNSCANNED, error)
        worst = next(
            (verdict for verdict in kept_back.values() if verdict[0] == INFECTED), None
        )
        for index, (name, _content) in files.items():
            if worst and name == ORIGINAL:
                kept_back.setdefault(index, worst)
        return kept_back

    def _note_withheld(self, facts):
        self.write({"withheld_files": facts or False, "withheld_count": len(facts)})

    def _describe_withheld(self, facts):
        """Return what agents are told about files kept back, in sentences."""
        said = [self._describe_one(fact) for fact in facts]
        if names := self._name_files(facts, MANY):
            said.append(
                self.env._(
                    "Not attached, because a mail may bring %(limit)s files: %(names)s",
                    limit=self._get_limit(MAX_FILES),
                    names=names,
                )
            )
        if names := self._name_files(facts, UNSCANNED):
            said.append(
                self.env._(
                    "Not attached, because the virus scanner could not be asked:"
                    " %(names)s. A dispatcher can have them scanned again in the mail"
                    " intake.",
                    names=names,
                )
            )
        said.append(
            self.env._(
                "The mail as it came, with all its files, is in the mail intake"
                " (number %(number)s).",
                number=self.id,
            )
        )
        return [sentence for sentence in said if sentence]

    def _describe_one(self, fact):
        """Return a sentence about one file kept back, if it has one of its own."""
        if fact["reason"] == LARGE:
            return self.env._(
                "%(name)s (%(size)s) is not attached: a file of a mail may have"
                " %(limit)s MB.",
                name=fact["name"],
                size=human_size(fact["size"]),
                limit=self._get_limit(MAX_FILE_MB),
            )
        if fact["reason"] == INFECTED:
            return self.env._(
                "%(name)s is not attached: the virus scanner found %(found)s.",
                name=fact["name"],
                found=fact["found"],
            )
        return ""

    def _name_files(self, facts, reason):
        """Return the names of files kept back for a reason; not all of very many."""
        names = [fact["name"] for fact in facts if fact["reason"] == reason]
        if len(names) > MOST_NAMES:
            more = self.env._("%(count)s more", count=len(names) - MOST_NAMES)
            names = [*names[:MOST_NAMES], more]
        return ", ".join(names)

    # ------------------------------------------------------------------
    # Attached after all
    # ------------------------------------------------------------------

    def action_attach_files(self):
        """Scan what was kept back again, and attach what may be attached now.

        :return: True.
        :raise AccessError: for who is no dispatcher, or does not read one of them.
        :raise UserError: when there is nothing to attach; nothing is written then.
        """
        self._check_may_decide()
        if not self:
            raise UserError(self.env._("Choose a mail first."))
        for intake in self:
            # sudo: servicedesk.mail.intake - whether he may was checked; the mail as
            # it came is read by managers alone, and whole (screens ask for its size)
            intake.sudo().with_context(bin_size=False)._attach_withheld()
        return True

    def _attach_withheld(self):
        self.lock_for_update()
        before = self.withheld_files or []
        tickets = (self.ticket_ids | self.ticket_id).exists()
        if not before or not tickets:
            raise UserError(
                self.env._(
                    "No file of “%(mail)s” is missing on a ticket.",
                    mail=self.display_name,
                )
            )
        if not self._get_raw():
            raise UserError(
                self.env._("The mail as it came is no longer kept: it was too old.")
            )
        _message, values = self._read_mail()
        files = values["attachments"]
        wanted = {fact["index"]: files[fact["index"]] for fact in before}
        good, after = self._sift(list(wanted.values()))
        for fact in after:
            fact["index"] = list(wanted)[fact["index"]]
        if not good:
            raise UserError("\n".join(self._describe_withheld(after)))
        self._note_withheld(after)
        for ticket in tickets:
            self._attach(ticket, good)
            remarks = [
                self.env._(
                    "Attached now: %(names)s",
                    names=", ".join(file.fname for file in good),
                )
            ]
            if after:
                remarks += self._describe_withheld(after)
            ticket._message_log(body=self._as_list(remarks))

    def _attach(self, ticket, files):
        """Add files to the message that this mail is in a ticket's conversation."""
        attachments = (
            self.env["ir.attachment"]
            .with_context(image_no_postprocess=True, attachments_mime_plainxml=True)
            .create(
                [
                    {
                        "name": file.fname,
                        "raw": file.content,
                        "mimetype": file.info["servicedesk_kind"],
                        "res_model": ticket._name,
                        "res_id": ticket.id,
                    }
                    for file in files
                ]
            )
        )
        message = self._find_message(ticket, self._get_message_id())
        if message:
            message.attachment_ids |= attachments
