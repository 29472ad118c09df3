# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Which team a ticket belongs to, by what teams say they are for."""

from collections import namedtuple

# What a team is for; an empty set says nothing. ``sites`` has those below as well.
Post = namedtuple("Post", "id customers sites categories languages")

# What is known of a ticket. ``customers``: the tags of requester and customer.
Facts = namedtuple("Facts", "customers site category language")

# Which of two teams is nearer to a ticket: a team for this customer goes before one for
# this place, that before one for this kind of work, and the language comes last.
WEIGHTS = {"customers": 8, "sites": 4, "categories": 2, "languages": 1}


def match(post, facts):
    """Return by what a team fits a ticket, as keys of WEIGHTS; None if it does not.

    A team that names something the ticket is not of does not fit, however well the
    rest fits.
    """
    held = {
        "customers": bool(post.customers & facts.customers),
        "sites": facts.site in post.sites,
        "categories": facts.category in post.categories,
        "languages": facts.language in post.languages,
    }
    named = [key for key in WEIGHTS if getattr(post, key)]
    if not all(held[key] for key in named):
        return None
    return tuple(named)


def choose(posts, facts, must=False):
    """Return ``(team, keys)``: the nearest of ``posts``, and by what it is so.

    Of equals the first in the given order.

    :param must: whether a team that names nothing, or even none of those that fit, is
        better than none: the teams of a service, one of which has to do it.
    :return: (None, ()) when none fits.
    """
    best, best_weight, by = None, 0 if not must else -1, ()
    for post in posts:
        keys = match(post, facts)
        if keys is None:
            continue
        weight = sum(WEIGHTS[key] for key in keys)
        if weight > best_weight:
            best, best_weight, by = post.id, weight, keys
    if best is None and must and posts:
        return posts[0].id, ()
    return best, by
