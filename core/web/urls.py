"""Addresses brought into one form, so that two spellings of one page are seen to be one.

The form is for comparing, never for fetching: a page is fetched at the address that was found.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

_PORTS = {"http": 80, "https": 443, "ftp": 21}
_TRACKING = re.compile(
    r"(?:utm_\w+|ga_\w+|hsa_\w+|mc_[ce]id|pk_\w+|piwik_\w+|matomo_\w+|_hs\w+|vero_\w+|oly_\w+|wt[._]\w+"
    r"|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|li_fat_id|srsltid"
    r"|spm|scm|share_token|share_source|share_medium|share_from|sharer\w*|isappinstalled|from_source"
    r"|ref_src|ref_url|referrer|cmpid|ncid|_ga|_gl|__twitter_impression)",
    re.IGNORECASE,
)
"""Parameters that say how a reader came, and nothing of what is read."""

_AMP_FLAGS = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp")})
_MIRROR_LABELS = frozenset({"www", "m", "mobile", "amp", "wap", "touch"})
_CACHED_AMP = re.compile(r"/(?:[cvi]/)?(?:(s)/)?(?P<target>[^/]+\.[^/]+(?:/.*)?)\Z")
_WIKI_VARIANT = re.compile(r"/zh(?:-[a-z]{2,4})?/(?=.)")
_SAFE = "-._~!$&'()*+,;=:@/"
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)\Z", re.IGNORECASE)


def canonical(url: str) -> str:
    """The form that all spellings of an address share, without its scheme; empty for what is no address.

    Folded together are: http and https, upper and lower case of hosts and escapes, default ports, fragments,
    tracking parameters and the order of the others, mobile and AMP mirrors, a slash at the end, names of
    hosts in their own script and in ASCII (IDNA 2003), and the script variants of Chinese Wikipedia.
    """
    for _ in range(3):  # a cached AMP page holds the address of another
        found = _parts(url)
        if found is None:
            return ""
        host, port, path, query = found
        inner = _cached(host, path)
        if not inner:
            break
        url = f"https://{inner}{'?' + query if query else ''}"
    else:
        return ""
    host = _without_mirror(host)
    if host.endswith("wikipedia.org"):
        path = _WIKI_VARIANT.sub("/wiki/", path, count=1) if _WIKI_VARIANT.match(path) else path
    shown_port = f":{port}" if port else ""
    query = _query(query)
    return f"{host}{shown_port}{_path(path)}{'?' + query if query else ''}"


def host_of(url: str) -> str:
    """The host of an address as it is compared: without `www`, in ASCII; empty for what is no address."""
    found = _parts(url)
    return _without_mirror(found[0]) if found else ""


def _parts(url: str) -> tuple[str, int, str, str] | None:
    """Host, port (0 for the usual one), path and query."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        port = parts.port or 0
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host:
        return None
    if port in (80, 443):  # either scheme's: the scheme is not compared
        port = 0
    path = parts.path
    if parts.fragment.startswith("!"):  # pages of scripts have their address there
        path += f"/%23{quote(parts.fragment, safe=_SAFE)}"
    return _ascii_host(host), port, path, parts.query


def _ascii_host(host: str) -> str:
    name = host.rstrip(".").lower()
    if ":" in name:
        return f"[{name}]"
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return name


def _without_mirror(host: str) -> str:
    """The host without the labels of its mobile mirrors: `en.m.wikipedia.org` is `en.wikipedia.org`."""
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in _MIRROR_LABELS:
        labels = labels[1:]
    if len(labels) > 3 and labels[1] in ("m", "mobile"):
        labels = [labels[0], *labels[2:]]
    return ".".join(labels)


def _cached(host: str, path: str) -> str:
    """The address inside that of an AMP cache, without its scheme; empty if it is none."""
    if host.endswith(".cdn.ampproject.org") or host == "cdn.ampproject.org":
        found = _CACHED_AMP.match(path)
    elif host in ("google.com", "www.google.com") and path.startswith("/amp/"):
        found = _CACHED_AMP.match(path.removeprefix("/amp"))
    else:
        return ""
    return found["target"] if found else ""


def _path(path: str) -> str:
    plain = quote(unquote_to_bytes(path.encode("utf-8", "surrogatepass")), safe=_SAFE)
    kept: list[str] = []
    for part in plain.split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part not in ("", "."):
            kept.append(part)
    whole = "/" + "/".join(kept)
    for _ in range(3):
        shorter = _INDEX.sub("", whole)
        for end in ("/amp", ".amp"):
            shorter = shorter.removesuffix(end)
        if shorter == whole:
            break
        whole = shorter
    return "" if whole == "/" else whole


def _query(query: str) -> str:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return query
    kept = [
        pair
        for pair in pairs
        if not _TRACKING.fullmatch(pair[0]) and (pair[0].lower(), pair[1].lower()) not in _AMP_FLAGS
    ]
    return urlencode(sorted(kept), errors="replace")
