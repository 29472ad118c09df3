# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""What our mail server found out about a mail's sender (RFC 8601, RFC 7489).

Everybody can write ``Authentication-Results`` into his mail. Only those count that a
server of ours has signed with its name, and of these the topmost: servers put theirs
above what the mail brought along.
"""

import re

HEADER = "Authentication-Results"
PART = re.compile(r"([a-z0-9_./-]+)\s*=\s*(\S+)", re.IGNORECASE)
# Which facts name the domain that a method vouches for. What DKIM calls the agent
# (header.i) is the signer's own word, not a domain that was looked at.
VOUCHED = {"dkim": ("header.d",), "spf": ("smtp.mailfrom", "smtp.mail")}


def parse(value):
    """Return (name of the server, [(method, result, facts)]) of one header.

    :param str value: the header's text.
    :return: names, methods, results in small letters; facts by property. Nothing of a
        header whose comments or quotes do not end: who knows what is said in them.
    """
    head, *sentences = _split(str(value)) or [""]
    words = head.split()
    results = []
    for sentence in sentences:
        parts = [(key.lower(), word.lower()) for key, word in PART.findall(sentence)]
        if parts:
            method, result = parts[0]
            results.append((method.split("/")[0], result, dict(parts[1:])))
    return words[0].lower() if words else "", results


def is_authenticated(values, trusted, domain):
    """Return whether a server of ours vouches for the domain of a mail's sender.

    What was found by DMARC decides alone: it weighs the others. Without it DKIM or SPF
    must have passed for From's own domain or one below it.

    :param values: the headers as they stand in the mail, the topmost first.
    :param trusted: the names that our servers sign with; none: nobody vouches.
    :param str domain: what stands behind the ``@`` of From.
    """
    trusted, domain = {name.lower() for name in trusted}, (domain or "").lower()
    if not trusted or not domain:
        return False
    for value in values:
        name, results = parse(value)
        if name in trusted:
            judged = [found for found in results if found[0] == "dmarc"]
            verdicts = [_vouches(*found, domain) for found in judged or results]
            return all(verdicts) if judged else any(verdicts)
    return False


def _vouches(method, result, facts, domain):
    if result != "pass":
        return False
    if method == "dmarc":
        # Says which domain it judged; if not, it was that of From.
        return facts.get("header.from", domain).rpartition("@")[2] == domain
    names = (facts[key] for key in VOUCHED.get(method, ()) if key in facts)
    return any(_is_aligned(name.rpartition("@")[2], domain) for name in names)


def _is_aligned(vouched, domain):
    """Return whether who vouches may speak for ``domain``: it, or a part of it.

    Never one above it: which of those belong to somebody, and which to everybody
    (``co.uk``), only a list of them all could say.
    """
    return vouched == domain or vouched.endswith(f".{domain}")


def _split(text):
    """Return the sentences of a header, without comments; none if it does not end.

    Senders choose what stands in quotes and comments: no mark in there counts.
    """
    sentences, depth, quoted, escaped = [""], 0, False, False
    for sign in " ".join(text.split()):
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or depth):
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif quoted:
            sentences[-1] += sign if sign.isalnum() or sign in "@.-_" else "_"
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if depth < 0:
                return []
        elif depth:
            continue
        elif sign == ";":
            sentences.append("")
        else:
            sentences[-1] += sign
    return [] if quoted or depth else sentences
