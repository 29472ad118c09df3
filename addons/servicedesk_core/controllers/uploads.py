# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Files that come with a form: read once, judged by content, kept for the message."""

from odoo.http import request
from odoo.tools.mimetypes import guess_mimetype

from ..tools import uploads


def read_files(field="files"):
    """Return (accepted, problem) for the files sent in ``field``.

    :return: ``accepted``, a list of (name, content) that is empty when there is a
        ``problem``, a sentence for the sender. A form comes whole or not at all:
        nobody has to find out later which of his files arrived.
    """
    env = request.env
    sent = [file for file in request.httprequest.files.getlist(field) if file.filename]
    if len(sent) > uploads.MAX_FILES:
        problem = env._(
            "Please send at most %(count)s files at once.", count=uploads.MAX_FILES
        )
        return [], problem
    accepted = []
    for file in sent:
        name = uploads.clean_name(file.filename) or env._("file")
        content = file.read(uploads.MAX_BYTES + 1)
        reason = uploads.refuse(name, content)
        if reason:
            return [], _explain(env, reason, name)
        accepted.append((name, content))
    return accepted, False


def _explain(env, reason, name):
    """Return what to tell the sender of a file that is not taken."""
    if reason == uploads.EMPTY:
        return env._("“%(file)s” is empty.", file=name)
    if reason == uploads.TOO_LARGE:
        return env._(
            "“%(file)s” is too large: a file may have up to %(size)s MB.",
            file=name,
            size=uploads.MAX_BYTES // (1024 * 1024),
        )
    return env._(
        "“%(file)s” is a program, a script or a page, which we do not take for safety."
        " Please send a document, a picture, or a ZIP archive.",
        file=name,
    )


def keep_files(files, env=None):
    """Store accepted ``files`` for a message to come; return their ids.

    The type is the one the content speaks for, never the one the browser claims.

    :param env: of who posts the message, where that is not the visitor himself.
    """
    # sudo: ir.attachment - people outside have no access to files at all; these stay
    # pending, tied to their creator, until his message takes them
    attachments = (env or request.env)["ir.attachment"].sudo()
    return attachments.create(
        [
            {
                "name": name,
                "raw": content,
                "mimetype": guess_mimetype(content),
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
            for name, content in files
        ]
    ).ids
