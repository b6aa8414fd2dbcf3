"""`/oncall cover`: opens the forms, says in them what is wrong, and has it asked or settled."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from bot.slack.assembly import Ports
from bot.slack.blocks import refusal
from bot.slack.blocks.cover import ASK_AGAIN
from bot.slack.blocks.elements import Message, actions, button, section
from bot.slack.blocks.plainly import MEMBERS_ONLY
from bot.slack.buttons import Press
from bot.slack.conversation import Place, Replies
from bot.slack.get_prepared.checking import Found, Onward
from bot.slack.oncall import cover_form as form
from bot.slack.oncall.cover_nowhere import NO_TURNS, nowhere
from bot.slack.oncall.cover_telling import Telling
from bot.slack.oncall.looking import Looking
from bot.slack.people import People, Unknown
from bot.slack.talk import Saying
from bot.slack.web import SlackSays, SlackWeb
from core.caller import Caller
from core.covers.asking import Wish, problem_of
from core.covers.choices import short
from core.covers.looking.operations import Place as Where
from core.covers.operations import OVERRIDE, Asked, Covering, TooLate
from core.errors import Refusal
from core.inbox.entry import InboxEntry

log = logging.getLogger(__name__)

BUTTON = "cover"
NOTHING = {
    "mine": "You have no shift of half an hour or more in the next six months.",
    "theirs": "Nobody else has a shift of half an hour or more in the next six months.",
}


class Cover:
    def __init__(self, covering: Covering, people: People, slack: SlackWeb, ports: Ports) -> None:
        self._covering, self._looking = covering, covering.looking
        self._people, self._web, self._arns = people, slack, ports.arns
        self._dispatcher = ports.dispatcher
        self._replies = Replies(slack)
        self._telling = Telling(covering, slack)

    async def typed(self, saying: Saying, caller: Caller, rest: str) -> None:
        """The form, at once; where nothing can be opened, a button for it."""
        schedule = rest if rest.startswith("arn:") or not rest else self._arns.contact(rest)
        if saying.place.trigger_id:
            await self._open(saying.place, caller, schedule)
            return
        asked = section("Take over a shift, give one away, or swap:")
        pressed = actions([button("Cover…", BUTTON, {"schedule": schedule})])
        await self._replies.answer(saying.place, Message(asked["text"]["text"], (asked, pressed)))

    async def pressed(self, press: Press) -> None:
        """The same by a button."""
        await self._open(press.place, press.caller, str(press.value.get("schedule", "")))

    async def _open(self, place: Place, caller: Caller, schedule: str) -> None:
        if caller.standing == "stranger":
            await self._replies.whisper(place, refusal.sorry(MEMBERS_ONLY))
            return
        caller = await self._people.with_contacts(caller)
        places = await self._looking.places(caller.contact_arns, schedule)
        if not places:
            looking = Looking(self._dispatcher, caller)
            await self._replies.whisper(place, await nowhere(looking, self._looking.contacts, schedule))
            return
        about = form.About(
            user=place.user,
            channel=place.channel,
            zone=(await self._people.zone_of(place.user)).key,
            rotation=places[0].rotation.arn,
        )
        try:
            await self._web.call("views.open", trigger_id=place.trigger_id, view=form.first(about, places))
        except SlackSays as no:
            log.info("the form of a cover was not opened: %s", no.error)  # too old after a crash; they will ask again

    async def next_form(self, view: Mapping[str, Any]) -> Found:
        """The second form, by what the first one says."""
        about = form.about_of(view)
        about = replace(about, kind=form.kind_of(view), rotation=form.chosen(view, "rotation") or about.rotation)
        try:
            caller = await self._people.with_contacts(await self._people.caller(about.user, about.channel))
        except Unknown:
            return {"kind": "I cannot ask Slack right now who you are. Try again in a moment."}
        where = await self._looking.place(about.rotation)
        mine = _own(where, caller) if where else ""
        if where is None or not mine:
            return {"kind": NO_TURNS.format(there="")}
        offered = await self._offered(where, mine, caller)
        for field in ("mine", "theirs"):
            needed = about.kind == "swap" or (about.kind == "take") == (field == "theirs")
            if needed and not getattr(offered, field):
                return {"kind": NOTHING[field]}
        if about.kind == "give" and not offered.members:
            return {"kind": "This rotation has no other member."}
        return Onward(form.second(about, where, offered))

    async def _offered(self, where: Where, mine: str, caller: Caller) -> form.Offered:
        now, others = self._covering.clock.now(), [arn for arn in where.rotation.contact_arns if arn != mine]
        own = await self._looking.choices(where.rotation, now, lambda arn: arn == mine, form.MOST_OPTIONS)
        theirs = await self._looking.choices(where.rotation, now, lambda arn: arn != mine, form.MOST_OPTIONS)
        names = await self._looking.names({*others, *(one.contact_arn for one in theirs)})
        return form.Offered(
            mine=own,
            theirs=theirs,
            members={arn: names[arn] for arn in dict.fromkeys(others)},
            names=names,
            may_decide=await self._covering.door.may(caller, OVERRIDE, where.rotation.arn),
        )

    async def problems(self, view: Mapping[str, Any]) -> Found:
        """What is wrong with the second form, under the field that is at fault."""
        if unchosen := form.unchosen(view):
            return unchosen
        about = form.about_of(view)
        try:
            caller = await self._people.caller(about.user, about.channel)
        except Unknown:
            return {}  # it is kept, and asked again as soon as Slack says who this is
        try:
            await self._covering.wanted(await self._asked(view, caller, ""))
        except Refusal as no:
            field, message = problem_of(no) or ("", no.message)
            there = form.fields_of(view)
            return {field if field in there else there[0]: f"{message[:1].upper()}{message[1:]}".rstrip(".") + "."}
        return {}

    async def submitted(self, entry: InboxEntry) -> None:
        """Ask the other one, or settle it; a replay finds what was stored and goes on from there."""
        view: Mapping[str, Any] = entry.body["view"]  # type: ignore[assignment]  # read from JSON, kept as it came
        user: Mapping[str, Any] = entry.body.get("user") or {}  # type: ignore[assignment]  # as above
        about = form.about_of(view)
        caller = await self._people.caller(str(user.get("id", "")), about.channel)
        if form.unchosen(view):
            return  # Slack was told so already
        try:
            cover = await self._covering.ask(await self._asked(view, caller, entry.id))
        except Refusal as no:
            await self._telling.say(caller.user_id, refusal.refused(no))
        except TooLate:
            await self._telling.say(caller.user_id, refusal.sorry(f"The rotation has changed meanwhile. {ASK_AGAIN}"))
        else:
            await (self._telling.outcome(cover) if cover.outcome else self._telling.asked(cover, caller))

    async def _asked(self, view: Mapping[str, Any], caller: Caller, token: str) -> Asked:
        about = form.about_of(view)
        caller = await self._people.with_contacts(caller)
        where = await self._looking.place(about.rotation)
        if where is None:
            raise Refusal("ResourceNotFoundException", "This rotation is not there any more.")
        rotation, now = where.rotation, self._covering.clock.now()
        mine = _own(where, caller) or min(caller.contact_arns, default="")
        own = await self._looking.choices(rotation, now, lambda arn: arn == mine, form.MOST_OPTIONS)
        theirs = await self._looking.choices(rotation, now, lambda arn: arn != mine, form.MOST_OPTIONS)
        by_key = {one.key: one for one in (*own, *theirs)}
        wish = Wish(
            kind=about.kind,
            asker=mine,
            mine=by_key.get(form.chosen(view, "mine")),
            theirs=by_key.get(form.chosen(view, "theirs")),
            to=next((arn for arn in rotation.contact_arns if short(arn) == form.chosen(view, "to")), ""),
            starts_at=form.moment(view, "from"),
            ends_at=form.moment(view, "until"),
            is_told_only=form.chosen(view, "decide") == "told",
        )
        id_ = str(UUID(bytes=sha256(token.encode()).digest()[:16], version=4))
        return Asked(caller=caller, wish=wish, place=where, zone=about.time_zone, id=id_)


def _own(where: Where, caller: Caller) -> str:
    """The contact by which somebody takes turns there."""
    return next((arn for arn in where.rotation.contact_arns if arn in caller.contact_arns), "")
