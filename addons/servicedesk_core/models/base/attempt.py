# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What a scheduled job does for many, without one of them stopping the others."""

import logging

from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)


def attempt(env, items, deed):
    """Do something for all of ``items`` at once; what fails, for ever fewer of them.

    Nothing stays half done: what fails is taken back whole. What is to be done after
    the commit is not: so let mails be queued, with ``mail_notify_force_send``.

    :param items: records, or anything else that can be cut in two.
    :param deed: what to do with them, or with a part of them.
    :return list: of the parts, of one item each, for which it fails.
    :raise OperationalError: a lost race, for example; a later round may win it.
    """
    if not items:
        return []
    try:
        with env.cr.savepoint():
            deed(items)
        return []
    except OperationalError:
        raise
    except Exception:  # a text that people wrote can fail in any way
        if len(items) == 1:
            _logger.exception("This was set aside: %s", items)
            return [items]
    half = len(items) // 2
    return attempt(env, items[:half], deed) + attempt(env, items[half:], deed)
