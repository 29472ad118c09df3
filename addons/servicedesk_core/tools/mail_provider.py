# Copyright 2026 Service Desk contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl-3.0).

"""Addresses and domains of senders, in the one form they are compared in."""

import re

# Domains at which anybody gets an address: what one does, millions do not.
PUBLIC = frozenset(
    """
    gmail.com googlemail.com outlook.com icloud.com me.com mac.com aol.com aim.com
    msn.com mail.com email.com usa.com fastmail.com fastmail.fm hey.com zoho.com
    zohomail.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tutamail.com
    tuta.io posteo.de mailbox.org hushmail.com rocketmail.com ymail.com
    web.de t-online.de freenet.de arcor.de online.de 1und1.de email.de bluewin.ch
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr
    libero.it virgilio.it tin.it alice.it tiscali.it iol.it email.it
    telefonica.net terra.es ziggo.nl kpnmail.nl planet.nl hetnet.nl xs4all.nl home.nl
    skynet.be telenet.be wp.pl o2.pl onet.pl onet.eu interia.pl tlen.pl op.pl gazeta.pl
    seznam.cz email.cz centrum.cz centrum.sk azet.sk zoznam.sk abv.bg citromail.hu
    freemail.hu sapo.pt telia.com online.no mail.dk jubii.dk
    mail.ru bk.ru list.ru inbox.ru internet.ru xmail.ru ya.ru rambler.ru lenta.ru
    ro.ru autorambler.ru myrambler.ru ukr.net i.ua meta.ua bigmir.net tut.by mail.kz
    qq.com vip.qq.com foxmail.com 163.com 126.com yeah.net vip.163.com sina.com sina.cn
    sohu.com tom.com 139.com 189.cn wo.cn aliyun.com 21cn.com
    naver.com daum.net hanmail.net nate.com docomo.ne.jp ezweb.ne.jp au.com
    softbank.ne.jp i.softbank.jp nifty.com biglobe.ne.jp
    uol.com.br bol.com.br terra.com.br ig.com.br globo.com rediffmail.com
    comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net
    earthlink.net optonline.net shaw.ca rogers.com sympatico.ca btinternet.com sky.com
    talktalk.net virginmedia.com ntlworld.com bigpond.com optusnet.com.au xtra.co.nz
    """.split()
)
# Providers with a domain in every country: yahoo.fr, hotmail.co.uk.
FAMILIES = frozenset("yahoo hotmail live outlook gmx yandex windowslive".split())
# Endings below which strangers register their own names.
ENDINGS = frozenset({"co", "com", "net", "org", "gov", "edu", "ac", "ne", "or", "go"})

LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
DOMAIN = re.compile(rf"(?:{LABEL}\.)+{LABEL}")
LOCAL = re.compile(r"[^\s@<>()\[\],;:\"\\]+")


def normalize(text):
    """Return “x@y.z” or “y.z” for whatever names an address or a domain.

    :raise ValueError: when it names neither.
    """
    plain = str(text or "").strip().lower()
    if found := re.search(r"<([^<>]*)>\s*$", plain):
        plain = found.group(1).strip()
    plain = plain.removeprefix("mailto:").rstrip(".")
    local, at, domain = plain.rpartition("@")
    domain = to_ascii(domain.removeprefix("*."))
    local = "" if local == "*" else local
    if not DOMAIN.fullmatch(domain) or (local and not LOCAL.fullmatch(local)):
        raise ValueError(text)
    return f"{local}{at}{domain}" if local else domain


def names_of(address):
    """Return what a plain address is known by: itself, without its tag, its domain.

    Whoever gets mail at ``x@y.z`` gets that for ``x+tag@y.z`` (RFC 5233).
    """
    local, _at, domain = str(address).strip().lower().rpartition("@")
    domain = to_ascii(domain.rstrip("."))
    plain = local.partition("+")[0] or local
    names = (f"{local}@{domain}", f"{plain}@{domain}", domain)
    return list(dict.fromkeys(names))


def to_ascii(domain):
    """Return a domain as mail servers write it (RFC 3492): one name, one form."""
    try:
        return domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        return domain


def is_public(domain):
    """Return whether anybody may have an address at a domain."""
    first, _dot, rest = domain.partition(".")
    ending = first in ENDINGS and len(rest) == 2
    return domain in PUBLIC or ending or (first in FAMILIES and len(rest) <= 6)
