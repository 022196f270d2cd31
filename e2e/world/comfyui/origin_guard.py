"""Which requests of foreign web pages are turned away."""

import ipaddress
from urllib.parse import urlsplit

import release


def is_foreign(headers):
    """True for a request that ComfyUI answers with 403: Host and Origin differ on loopback, or (newer core) another site asks."""
    if release.knows_manager() and headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    host, origin = headers.get("Host"), headers.get("Origin")
    if not host or not origin:
        return False
    here, there = urlsplit("//" + host.lower()), urlsplit(origin.lower())
    if not _is_loopback(here.hostname) or not there.hostname:
        return False
    # A port is compared only when both name one.
    ports_differ = here.port is not None and there.port is not None and here.port != there.port
    return here.hostname != there.hostname or ports_differ


def _is_loopback(name):
    try:
        return ipaddress.ip_address(name or "").is_loopback
    except ValueError:
        return name == "localhost"
