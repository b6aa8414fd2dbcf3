"""The statements on the audit that no shelf has: chains, digests and files."""

from __future__ import annotations

from functools import cache

from sqlalchemy import bindparam, case, delete, func, insert, select, update

from storage.statements import Compiled, compiled, holds_a_number
from storage.tables.audit import AuditDigestRow, AuditFileRow, AuditHeadRow, AuditPlaceRow, AuditRow
from storage.tenancy import is_of_tenant

audit = AuditRow.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
digests = AuditDigestRow.__table__  # type: ignore[attr-defined]
files = AuditFileRow.__table__  # type: ignore[attr-defined]
places = AuditPlaceRow.__table__  # type: ignore[attr-defined]
heads = AuditHeadRow.__table__  # type: ignore[attr-defined]

_of_chain = audit.c.chain == bindparam("of_chain")
_is_number = holds_a_number(audit.c.number)  # a text would be the largest of numbers
_behind = audit.c.number > bindparam("behind")


def _of_each_chain(what: str) -> Compiled:
    """From one chain to the next by the index: their number counts, and not that of their records."""
    each = (
        "WITH RECURSIVE one(chain) AS (SELECT min(chain) FROM audit UNION ALL "
        "SELECT (SELECT min(chain) FROM audit WHERE chain > one.chain) FROM one WHERE one.chain IS NOT NULL) "
    )
    return Compiled(each + what)


CHAINS = _of_each_chain("SELECT chain FROM one WHERE chain IS NOT NULL")
# Every start begins a chain, so there are many of which nothing has to be asked any more.
GROWN_CHAINS = _of_each_chain(
    "SELECT one.chain, head.digested FROM one "
    "LEFT JOIN audit_head AS head ON head.tenant = :tenant AND head.chain = one.chain "
    "WHERE one.chain IS NOT NULL AND (SELECT max(number) FROM audit WHERE audit.chain = one.chain) "
    "> CAST(coalesce(head.digested, 0) AS BIGINT)"
)
"""Those with records that no digest tells of, and how far the last digest came."""
OLD_CHAINS = _of_each_chain(
    "SELECT chain FROM one WHERE chain IS NOT NULL "
    "AND (SELECT at FROM audit WHERE audit.chain = one.chain ORDER BY number LIMIT 1) < :since"
)
"""Those that begin before that."""
LAST_LINK = compiled(
    select(audit.c.number, audit.c.link)
    .where(_of_chain, _is_number)
    .order_by(audit.c.number.desc())
    .limit(bindparam("at_most"))
)
BEFORE_FIRST = compiled(
    select(audit.c.number, audit.c.id)
    .where(_of_chain, audit.c.number <= bindparam("behind"))
    .limit(bindparam("at_most"))
)
LINK_OF = compiled(select(audit.c.link).where(_of_chain, audit.c.number == bindparam("of_number")))
RECORDS = compiled(select(audit).where(_of_chain, _behind).order_by(audit.c.number).limit(bindparam("at_most")))
OWN_RECORDS = compiled(
    select(audit)
    .where(is_of_tenant(audit), _of_chain, _behind, audit.c.number <= bindparam("up_to"), _is_number)
    .order_by(audit.c.number)
    .limit(bindparam("at_most"))
)
FIRST_KEPT = compiled(
    select(audit.c.number)
    .where(_of_chain, audit.c.at >= bindparam("since"))
    .order_by(audit.c.number)
    .limit(bindparam("at_most"))
)
OLD_NUMBERS = compiled(
    select(audit.c.number)
    .where(_of_chain, audit.c.number <= bindparam("through"), _is_number)
    .order_by(audit.c.number)
    .limit(bindparam("at_most"))
)
FORGET_RECORDS = compiled(delete(audit).where(_of_chain, audit.c.number <= bindparam("through")))

FILE_ENDS = compiled(select(files.c.chain, func.max(files.c.last)).group_by(files.c.chain))

HEADS = compiled(select(heads.c.chain, heads.c.digested).where(is_of_tenant(heads)))
# Touches nothing; but once it is done, all that was handed in before it is on disk.
FLUSH = compiled(delete(heads).where(is_of_tenant(heads), heads.c.chain == ""))
SET_HEAD = Compiled(
    "INSERT INTO audit_head (tenant, chain, digested) VALUES (:tenant, :chain, :digested) "
    "ON CONFLICT (tenant, chain) DO UPDATE SET digested = :digested"
)

LAST_DIGEST = compiled(
    select(digests.c.document, digests.c.signature, digests.c.number)
    .where(is_of_tenant(digests))
    .order_by(digests.c.number.desc())
    .limit(bindparam("at_most"))
)
DIGEST_OF = compiled(
    select(digests.c.document, digests.c.signature).where(
        is_of_tenant(digests), digests.c.number == bindparam("of_number")
    )
)
DIGESTS = compiled(
    select(digests.c.document, digests.c.signature).where(is_of_tenant(digests)).order_by(digests.c.number)
)
KEPT_FILES = compiled(select(files.c.name))
PLACES = compiled(select(places.c.place, places.c.address).where(is_of_tenant(places)))
FORGET_PLACE = compiled(delete(places).where(is_of_tenant(places), places.c.place == bindparam("place")))
SET_PLACE = Compiled(
    "INSERT INTO audit_place (tenant, place, address) VALUES (:tenant, :place, :address) "
    "ON CONFLICT (tenant, place) DO UPDATE SET address = :address"
)
ADD_DIGEST = compiled(insert(digests))

CUT_SO_FAR = compiled(
    select(func.max(files.c.last)).where(
        is_of_tenant(files), files.c.chain == bindparam("of_chain"), files.c.last <= bindparam("up_to")
    )
)
LAST_FILE = compiled(select(func.max(files.c.number)).where(is_of_tenant(files)))
ADD_FILE = compiled(insert(files))
UNDIGESTED = compiled(
    select(
        files.c.tenant, files.c.number, files.c.name, files.c.sha256, files.c.chain, files.c.first, files.c.last,
        files.c.records,
    ).where(files.c.digest.is_(None)).order_by(files.c.tenant, files.c.number)
)  # fmt: skip
DIGESTED = compiled(
    update(files)
    .where(files.c.tenant == bindparam("of_tenant"), files.c.number == bindparam("of_number"))
    .values(digest=bindparam("in_digest"))
)
FILES_OF_CHAIN = compiled(
    select(files.c.first, files.c.last, files.c.in_directory_at, files.c.in_bucket_at).where(
        files.c.chain == bindparam("of_chain"), files.c.first <= bindparam("through")
    )
)
_cut = select(func.max(files.c.last)).where(files.c.tenant == audit.c.tenant, files.c.chain == audit.c.chain)
FIRST_UNCUT = compiled(
    select(func.min(audit.c.number)).where(
        _of_chain,
        audit.c.number <= bindparam("through"),
        audit.c.number > func.coalesce(_cut.correlate(audit).scalar_subquery(), 0),
    )
)
FORGET_FILES = compiled(
    delete(files).where(
        files.c.chain == bindparam("of_chain"), files.c.last <= bindparam("through"), files.c.digest.is_not(None)
    )
)


@cache
def undelivered_files(place: str) -> Compiled:
    """The files that are not in this place yet."""
    return compiled(
        select(
            files.c.number, files.c.name, files.c.sha256, files.c.chain, files.c.first, files.c.last, files.c.records
        )
        .where(is_of_tenant(files), files.c[f"in_{place}_at"].is_(None))
        .order_by(files.c.number)
        .limit(bindparam("at_most"))
    )


@cache
def undelivered_digests(place: str) -> Compiled:
    """The digests that are not in this place yet."""
    return compiled(
        select(digests.c.number, digests.c.name, digests.c.document, digests.c.signature)
        .where(is_of_tenant(digests), digests.c[f"in_{place}_at"].is_(None))
        .order_by(digests.c.number)
        .limit(bindparam("at_most"))
    )


@cache
def begin_digests(place: str) -> Compiled:
    """Nothing is in this place; what comes before a digest is not to come there either."""
    is_before = digests.c.number < bindparam("start")
    there = case((is_before, bindparam("at")), else_=None)
    return compiled(update(digests).where(is_of_tenant(digests)).values({f"in_{place}_at": there}))


@cache
def begin_files(place: str) -> Compiled:
    """The same of the files of all tenants."""
    there = case((files.c.digest < bindparam("start"), bindparam("at")), else_=None)
    return compiled(update(files).values({f"in_{place}_at": there}))


@cache
def delivered(table: str, place: str) -> Compiled:
    """That the file or digest of this number is there."""
    what = {"audit_file": files, "audit_digest": digests}[table]
    return compiled(
        update(what)
        .where(is_of_tenant(what), what.c.number == bindparam("of_number"))
        .values({f"in_{place}_at": bindparam("at")})
    )
