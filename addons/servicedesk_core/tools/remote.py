# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Addresses of remote actions: which hosts are meant, and which are allowed.

A component's host is typed by people or imported, so it is data and never becomes a
piece of an address unread: a name is letters, digits, hyphens and dots, everything
else must be an IP address. What a browser would read differently from what was
compared with the list (user info, `127.1`, other alphabets, a zone) is refused.
"""

import re
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import quote

SCHEMES = ("rdp", "ssh", "vnc", "https")
PLACEHOLDERS = ("host", "serial", "name")

_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*")
# The WHATWG URL standard reads a host whose last label is such a number as IPv4.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# Microsoft's form of an RDP address has this before the host.
_TEMPLATE = re.compile(
    r"(?P<scheme>[a-z]+)://(?P<prefix>full%20address=s:)?"
    r"(?P<host>\{host\}|\[[0-9a-f:.]+\]|[^/?#@:\[\]{}%\s]+)"
    r"(?P<port>:[0-9]{1,5})?(?P<rest>[/?#&].*)?",
    re.DOTALL,
)


def parse_host(text):
    """Return the host as it is compared and written: lower case, no final dot.

    IPv4 that is wrapped into IPv6 is unwrapped: it leads to the same machine.

    :return: a name (str) or an address (``ipaddress``).
    :raise ValueError: for anything that is neither.
    """
    text = str(text or "")
    # Python's address parsers take other alphabets' digits, and so would $ a newline.
    if not text.isascii() or not text.isprintable() or len(text) > 254:
        raise ValueError("not a host")
    text = text.lower().removesuffix(".")
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
        if ":" not in text:
            raise ValueError("not a host")
    if "%" in text:
        raise ValueError("not a host")
    try:
        address = ip_address(text)
    except ValueError:
        if not _NAME.fullmatch(text) or _NUMBER.fullmatch(text.rpartition(".")[2]):
            raise ValueError("not a host") from None
        return text
    mapped = isinstance(address, IPv6Address) and address.ipv4_mapped
    return mapped or address


def write_host(host):
    """Return a parsed host as it stands in an address."""
    return f"[{host}]" if isinstance(host, IPv6Address) else str(host)


def parse_pattern(text):
    """Return a line of the list in its one form: a name, ``*.domain`` or a network.

    :raise ValueError: for anything else, and for what would let in everything.
    """
    text = str(text or "").strip().lower()
    if not text.isascii():
        raise ValueError("not a host")
    if text.startswith("*."):
        domain = parse_host(text[2:])
        if not isinstance(domain, str):
            raise ValueError("not a domain")
        return f"*.{domain}"
    if "/" in text:
        network = ip_network(text, strict=True)
        if not network.prefixlen:
            raise ValueError("this is every address there is")
        return str(network)
    return str(parse_host(text))


def is_allowed(host, patterns):
    """Return whether a parsed host stands on the list; an empty list allows nothing.

    Names are compared as names: what they resolve to is not asked, since that may
    change between the question and the connection.
    """
    for pattern in patterns:
        if isinstance(host, str):
            if host == pattern:
                return True
            if pattern.startswith("*.") and host.endswith(pattern[1:]):
                return True
        elif "/" in pattern:
            # Of another version, it simply is not in the network.
            if host in ip_network(pattern):
                return True
        elif str(host) == pattern:
            return True
    return False


def parse_template(template):
    """Return the parts of an address template: scheme, prefix, host, port, rest.

    The host is ``{host}`` or a fixed one (a gateway that is told the host further
    on); placeholders stand nowhere else before the path.

    :raise ValueError: for another scheme, user info, an unknown placeholder.
    """
    template = str(template or "")
    match = _TEMPLATE.fullmatch(template)
    if not match or not template.isascii() or not template.isprintable():
        raise ValueError("not an address")
    parts = match.groupdict(default="")
    if " " in template or "\\" in template:
        raise ValueError("not an address")
    if parts["scheme"] not in SCHEMES:
        raise ValueError("not an allowed scheme")
    if parts["prefix"] and parts["scheme"] != "rdp":
        raise ValueError("not an address")
    if parts["rest"].startswith("&") and not parts["prefix"]:
        raise ValueError("not an address")
    if parts["port"] and not 0 < int(parts["port"][1:]) < 65536:
        raise ValueError("not a port")
    if parts["host"] != "{host}":
        parse_host(parts["host"])
    names = _PLACEHOLDER.findall(parts["rest"])
    left = _PLACEHOLDER.sub("", parts["rest"])
    if set(names) - set(PLACEHOLDERS) or "{" in left or "}" in left:
        raise ValueError("not a placeholder")
    return parts


def build_url(template, values, patterns):
    """Return the address to open, with every value percent-encoded.

    Both the host that is connected to and the component's own, if the address names
    it anywhere, must stand on the list.

    :param dict values: ``host``, ``serial``, ``name``; missing ones are empty.
    :raise ValueError: when the template or a host is none.
    :raise PermissionError: when a host is not on the list.
    """
    parts = parse_template(template)
    hosts = []
    written = {key: quote(values.get(key) or "", safe="") for key in PLACEHOLDERS}
    if "{host}" in template:
        own = parse_host(values.get("host"))
        hosts.append(own)
        written["host"] = quote(str(own), safe="")
    target = own if parts["host"] == "{host}" else parse_host(parts["host"])
    hosts.append(target)
    for host in hosts:
        if not is_allowed(host, patterns):
            raise PermissionError(str(host))
    rest = _PLACEHOLDER.sub(lambda match: written[match[1]], parts["rest"])
    return f"{parts['scheme']}://{parts['prefix']}{write_host(target)}{parts['port']}{rest}"
