"""A sealed document opens in its own place with its own key, and nothing else opens."""

from __future__ import annotations

import hmac
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as some

from storage.sealing import CannotOpen, DataKey, Place, blind_index, hkdf_sha512, open_sealed, seal, unwrap, wrap

KEY = DataKey(bytes(range(16)), bytes(range(100, 132)))
PLACE = Place("111122223333", "incident", ("arn:aws:ssm-incidents::111122223333:incident-record/checkout/1",), 3)

texts = some.text(max_size=20)
places = some.builds(Place, texts, texts, some.lists(texts, min_size=1, max_size=3).map(tuple), some.integers(0, 2**40))


@given(some.binary(max_size=3000), places)
def test_opening_is_the_inverse_of_sealing(document: bytes, place: Place) -> None:
    assert open_sealed(seal(document, place, KEY), place, KEY) == document


def test_every_flipped_bit_is_refused() -> None:
    blob = seal(b'{"title":"Checkout is down"}', PLACE, KEY)
    for position in range(len(blob) * 8):
        damaged = bytearray(blob)
        damaged[position // 8] ^= 1 << position % 8
        with pytest.raises(CannotOpen):
            open_sealed(bytes(damaged), PLACE, KEY)


def test_every_shortened_blob_is_refused() -> None:
    blob = seal(b'{"title":"Checkout is down"}', PLACE, KEY)
    for length in range(len(blob)):
        with pytest.raises(CannotOpen):
            open_sealed(blob[:length], PLACE, KEY)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, tenant="444455556666"),
        replace(PLACE, table="incidents"),
        replace(PLACE, row=("arn:aws:ssm-incidents::111122223333:incident-record/checkout/2",)),
        replace(PLACE, row=(*PLACE.row, "")),
        replace(PLACE, version=2),
    ],
)
def test_a_document_does_not_open_elsewhere(elsewhere: Place) -> None:
    with pytest.raises(CannotOpen, match="moved"):
        open_sealed(seal(b"{}", PLACE, KEY), elsewhere, KEY)


@given(places, places)
def test_no_two_places_look_the_same(one: Place, other: Place) -> None:
    assert (one == other) == (one.encoded() == other.encoded())


def test_parts_of_a_place_cannot_be_shifted_into_each_other() -> None:
    assert Place("a", "bc", ("d",), 1).encoded() != Place("ab", "c", ("d",), 1).encoded()


def test_another_key_with_the_same_id_is_refused_before_anything_is_decrypted() -> None:
    with pytest.raises(CannotOpen, match="another key"):
        open_sealed(seal(b"{}", PLACE, KEY), PLACE, DataKey(KEY.id, bytes(32)))


def test_a_thousand_seals_of_one_document_have_nothing_in_common() -> None:
    blobs = [seal(b"the same", PLACE, KEY) for _ in range(1000)]
    assert len({blob[20:52] for blob in blobs}) == 1000
    assert len({blob[84:] for blob in blobs}) == 1000


@given(some.binary(min_size=1, max_size=200), some.binary(max_size=200), some.binary(max_size=40))
def test_keys_are_derived_as_rfc_5869_says(key: bytes, salt: bytes, info: bytes) -> None:
    assert hkdf_sha512(key, salt, info) == HKDF(SHA512(), 64, salt or None, info).derive(key)


def test_a_data_key_is_unwrapped_with_the_same_key_and_context_only() -> None:
    kek, other = bytes(range(32)), bytes(range(1, 33))
    wrapped = wrap(KEY, kek, b'{"contactArn":"ana"}')
    assert unwrap(KEY.id, wrapped, kek, b'{"contactArn":"ana"}') == KEY
    for key_id, key, context in [
        (KEY.id, other, b'{"contactArn":"ana"}'),
        (KEY.id, kek, b'{"contactArn":"ben"}'),
        (bytes(16), kek, b'{"contactArn":"ana"}'),
    ]:
        with pytest.raises(CannotOpen):
            unwrap(key_id, wrapped, key, context)


def test_a_data_key_does_not_print_itself() -> None:
    assert KEY.key.hex() not in repr(KEY)
    assert repr(KEY.key) not in repr(KEY)


def test_equal_values_have_equal_fingerprints_within_a_field_and_a_tenant_only() -> None:
    one = blind_index(KEY.key, "tenant", "dedupe", "cpu")
    assert one == blind_index(KEY.key, "tenant", "dedupe", "cpu")
    assert len(one) == 16
    others = [
        blind_index(bytes(32), "tenant", "dedupe", "cpu"),
        blind_index(KEY.key, "tenan", "tdedupe", "cpu"),
        blind_index(KEY.key, "tenant", "address", "cpu"),
        blind_index(KEY.key, "tenant", "dedupe", "CPU"),
    ]
    assert one not in others


@given(some.binary(min_size=32, max_size=32), some.text(max_size=40), some.text(max_size=200))
def test_a_fingerprint_is_the_first_half_of_an_hmac(index_key: bytes, tenant: str, value: str) -> None:
    key = hkdf_sha512(index_key, b"", b"bi/incident.dedupe")[:32]
    parts = (tenant.encode(), b"incident.dedupe", value.encode())
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    expected = hmac.digest(key, message, "sha256")[:16]
    assert blind_index(index_key, tenant, "incident.dedupe", value) == expected
