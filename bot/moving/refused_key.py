"""Does a refusal hold for every call that would follow?  Then it is of the key, the clock or the Region: which?"""

from __future__ import annotations

USELESS = frozenset({
    "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "InvalidSignatureException",
    "SignatureDoesNotMatch", "UnrecognizedClientException", "IncompleteSignature", "RequestExpired",
    "RequestTimeTooSkewed", "RequestInTheFuture",
})  # fmt: skip
"""Codes with which AWS refuses whatever this key signs."""
OF_CLOCKS = ("Signature expired", "Signature not yet current")


def advice(code: str, message: str, region: str) -> str | None:
    """What ends everything, and what to do; None where another call may be answered."""
    if code not in USELESS:
        return None
    told = f"({code}: {message})"
    if "scoped to" in message and "region" in message.lower():
        return f"The source does not answer in the Region {region} {told}. Name its Region with --region."
    if code.startswith("RequestTime") or code == "RequestInTheFuture" or message.startswith(OF_CLOCKS):
        return f"The clock of this machine and that of the source differ {told}. Set the clock that is wrong."
    return f"The credentials are not accepted {told}. Get new ones, or name others with --profile."
