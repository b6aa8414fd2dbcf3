"""Where does a provider call us back, and about what?  Nothing secret is in these addresses: they are signed."""

from __future__ import annotations

from urllib.parse import urlencode

STATUS = "/telephony/status"
"""What became of a message or a call."""
KEY = "/telephony/key"
"""A key pressed during a page."""
AGREED = "/telephony/agreed"
"""An activation code typed during a call."""
TEXT = "/telephony/text"
"""Somebody has sent a text message; to be entered at the provider for each number."""
CARD = "/contact.vcf"


def about_page(public_url: str, way: str, page_arn: str) -> str:
    """The address for what happens to a page."""
    return _with(public_url, way, page=page_arn)


def about_channel(public_url: str, way: str, channel_arn: str) -> str:
    """The address for what happens to an activation."""
    return _with(public_url, way, channel=channel_arn)


def _with(public_url: str, way: str, **about: str) -> str:
    """ARNs stay as they are, which a query may have: what is escaped, some on the way would write in their own way."""
    return f"{public_url}{way}?{urlencode(about, safe=':/')}"
