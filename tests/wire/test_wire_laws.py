"""For every operation: we read what botocore writes, and botocore reads what we write."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.http.aws_wire import WireAnswer, WireRequest, decode, encode, encode_refusal, operation_of
from core.errors import Refusal
from core.vocabulary.catalog import Operation, catalog
from core.vocabulary.constraints import validate
from core.vocabulary.examples import example_params, plausible
from tests.commands.shapes import PROSE, inputs, values
from tests.wire.botocores import call
from tests.wire.same import comparable, settled, without_empty_unions

EXAMPLES = 25
ID = "b4f7c1de-0000-4000-8000-000000000000"
every_operation = pytest.mark.parametrize("operation", catalog().values(), ids=lambda one: one.action)
errors = [(one, shape) for one in catalog().values() for shape in one.model.error_shapes]
every_error = pytest.mark.parametrize(
    ("operation", "shape"), errors, ids=[f"{one.action}-{shape.name}" for one, shape in errors]
)


def decoded(operation: Operation, params: dict[str, Any]) -> dict[str, Any]:
    """What arrives of the parameters, without the token that botocore adds by itself."""
    arrived: dict[str, Any] = {}

    def answering(request: WireRequest) -> WireAnswer:
        assert operation_of(request) is operation
        arrived.update(decode(operation, request))
        return encode(operation, {}, ID)

    call(operation, params, answering)
    if operation.idempotency_member not in params:
        arrived.pop(operation.idempotency_member, None)
    return arrived


def sendable(operation: Operation, params: dict[str, Any]) -> dict[str, Any]:
    """What is left of the parameters when they are put where nothing stands for an empty list or structure."""
    if operation.service == "sts":
        return _formed(params) or {}
    located = {name: shape.serialization.get("location") for name, shape in operation.input_shape.members.items()}
    return {name: part for name, part in params.items() if part != [] or located[name] != "querystring"}


def _formed(value: Any) -> Any:
    """A form has no place for a structure without members."""
    if isinstance(value, list):
        parts = [formed for part in value if (formed := _formed(part)) is not None]
        return parts if parts or not value else None
    if isinstance(value, dict):
        return {name: formed for name, part in value.items() if (formed := _formed(part)) is not None} or None
    return value


def complete(operation: Operation) -> st.SearchStrategy[dict[str, Any]]:
    labels = [name for name, of in operation.input_shape.members.items() if of.serialization.get("location") == "uri"]
    drawn = inputs(operation, complete=True)
    return drawn.map(lambda params: params | {name: params[name] or "x" for name in labels})


@every_operation
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_decoding_undoes_what_botocore_serializes(operation: Operation, data: st.DataObject) -> None:
    shape = operation.input_shape
    params = settled(shape, data.draw(complete(operation)))
    assert comparable(shape, decoded(operation, params)) == comparable(shape, sendable(operation, params))


@every_operation
def test_what_is_valid_is_still_valid_when_it_has_arrived(operation: Operation) -> None:
    shapes = operation.input_shape.members.items()
    everything = {name: plausible(f"{operation.action}.{name}", shape) for name, shape in shapes}
    for params in [example_params(operation), everything | example_params(operation)]:
        assert validate(operation, decoded(operation, params)) == validate(operation, sendable(operation, params))


@every_operation
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_botocore_reads_what_we_answer_with_the_status_of_the_model(operation: Operation, data: st.DataObject) -> None:
    shape = operation.output_shape
    answer = settled(shape, data.draw(values(shape))) if shape else {}
    sent: list[WireAnswer] = []

    def answering(request: WireRequest) -> WireAnswer:
        sent.append(encode(operation, answer, ID))
        return sent[0]

    heard = call(operation, example_params(operation), answering)
    about = heard.pop("ResponseMetadata")
    assert about["RequestId"] == ID
    assert about["HTTPStatusCode"] == operation.model.http.get("responseCode", 200)
    if shape:
        assert comparable(shape, heard) == comparable(shape, without_empty_unions(shape, answer))
    if not answer and about["HTTPStatusCode"] == 204:
        assert sent[0].body == b""


@every_error
@settings(max_examples=4)
@given(data=st.data())
def test_botocore_reads_every_declared_error(operation: Operation, shape: Any, data: st.DataObject) -> None:
    told = settled(shape, data.draw(values(shape)))
    message = data.draw(PROSE) or "No."
    members = {name: part for name, part in told.items() if name.lower() != "message"}
    refusal = Refusal(shape.error_code, message, **members)
    with pytest.raises(ClientError) as raised:
        call(operation, example_params(operation), lambda request: encode_refusal(request, refusal, ID))
    heard = raised.value.response
    assert heard["Error"]["Code"] == shape.error_code
    assert heard["Error"]["Message"] == message
    assert heard["ResponseMetadata"]["RequestId"] == ID
    declared = shape.metadata.get("error", {}).get("httpStatusCode")
    assert heard["ResponseMetadata"]["HTTPStatusCode"] == declared or (500 if "Internal" in shape.name else 400)
    read = {name: part for name, part in heard.items() if name in members}
    assert comparable(shape, read) == comparable(shape, members)
