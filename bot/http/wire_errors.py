"""What is a refusal called on the wire, with which status, and what is told with it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.http.json_values import writer

if TYPE_CHECKING:
    from botocore.model import StructureShape

    from core.errors import Refusal
    from core.vocabulary.catalog import Operation

UNDECLARED = {
    "AccessDeniedException": 403,
    "ExpiredTokenException": 403,
    "IncompleteSignatureException": 400,
    "InternalServerException": 500,
    "InvalidSignatureException": 403,
    "MissingAuthenticationTokenException": 403,
    "OptInRequired": 403,
    "RequestEntityTooLargeException": 413,
    "RequestExpired": 400,
    "RequestTimeoutException": 408,
    "SerializationException": 400,
    "ServiceUnavailableException": 503,
    "ThrottlingException": 429,
    "UnknownOperationException": 404,
    "UnrecognizedClientException": 403,
    "UnsupportedMediaTypeException": 415,
    "ValidationException": 400,
}
"""The statuses of what AWS's front doors answer, and no model declares; anything else is 400."""

OWN_NAMES = {"InternalServerException": ("InternalServiceError",)}
"""What a service that does not know a code may call it."""


@dataclass(frozen=True)
class WireError:
    """An error as its protocol will spell it out; `members` has the message under the name that its shape gives it."""

    code: str
    status: int
    members: dict[str, Any]


def wire_error(operation: Operation | None, refusal: Refusal, message_name: str) -> WireError:
    """The error in the words of the operation's service, or in AWS's general ones where there is no operation."""
    shape = _shape(operation, refusal.code)
    if shape is None:
        return WireError(refusal.code, UNDECLARED.get(refusal.code, 400), {message_name: refusal.message})
    message_name = next((name for name in shape.members if name.lower() == "message"), message_name)
    told = {**refusal.members, message_name: refusal.message}
    # The errors of cloudtrail declare no member at all, and have a message all the same.
    members = {message_name: refusal.message, **writer(shape)(told)}
    return WireError(shape.error_code, _status(shape), members)


def _shape(operation: Operation | None, code: str) -> StructureShape | None:
    if operation is None:
        return None
    service = operation.model.service_model
    names = (code, *OWN_NAMES.get(code, ()))
    return next((shape for name in names if (shape := service.shape_for_error_code(name))), None)


def _status(shape: StructureShape) -> int:
    # The model of ssm-contacts gives no status: its protocol tells mine and yours apart, and no more.
    otherwise = 500 if shape.error_code.startswith("Internal") else 400
    return int(shape.metadata.get("error", {}).get("httpStatusCode", otherwise))
