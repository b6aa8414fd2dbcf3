"""`@aws simulate checkout --at tomorrow 9:00 --ack ana@+5m`: who would be paged, and who not and why."""

from __future__ import annotations

from bot.slack.assembly import Further, Ports, SlackAccess
from bot.slack.blocks import refusal
from bot.slack.blocks import simulation as looks
from bot.slack.blocks.elements import Message
from bot.slack.conversation import Replies
from bot.slack.files import Files
from bot.slack.people import Ourselves, People
from bot.slack.talk import Saying
from bot.slack.web import SlackWeb
from core.caller import Caller
from core.errors import Refusal
from core.simulation.asked import EXAMPLE, Words, read
from core.simulation.lines import lines
from core.simulation.operations import Simulating
from core.vocabulary.understanding import Misunderstood, shortened
from core.vocabulary.words import Said, key, split

PLAN, AT, ACK = "response-plan-arn", "at", "ack"
OPTIONS = {key(one): one for one in (PLAN, AT, ACK)}


def simulate(
    access: SlackAccess, slack: SlackWeb, ourselves: Ourselves, ports: Ports, simulating: Simulating
) -> Further:
    """Made of the same things as the Slack side itself, into which it goes."""
    people = People(slack, ports.registers.channels, ports.arns, access.administrators, ourselves, ports.clock)
    return Further(friendly={"simulate": Simulate(simulating, people, slack, ports).typed})


class Simulate:
    def __init__(self, simulating: Simulating, people: People, slack: SlackWeb, ports: Ports) -> None:
        self._simulating = simulating
        self._dispatcher = ports.dispatcher
        self._people = people
        self._replies = Replies(slack)
        self._files = Files(slack)
        self._arns = ports.arns

    async def typed(self, saying: Saying, caller: Caller, rest: str) -> None:
        """Post what would happen; nobody is paged."""
        wanted = words(rest)
        if isinstance(wanted, Misunderstood):
            await self._replies.answer(saying.place, refusal.misunderstood(wanted))
            return
        try:
            zone = await self._people.zone_of(saying.place.user)
            asked = read(wanted, self._arns, saying.at, zone)
            others_read = saying.place.how == "said" and not saying.place.direct
            told = await self._simulating.simulation(caller, asked, in_public=others_read)
        except Refusal as no:
            await self._replies.answer(saying.place, await self._explained(no, caller))
            return
        await self._replies.answer(saying.place, looks.simulation(told))
        if looks.is_cut(told):
            await self._files.send(saying.place, "simulation.txt", "\n".join(lines(told)))

    async def _explained(self, no: Refusal, caller: Caller) -> Message:
        listing, message = refusal.listing(no), refusal.refused(no)
        if listing and await self._dispatcher.may(caller, listing):
            return refusal.with_listing(message, listing)
        return message


def words(text: str) -> Words | Misunderstood:
    """The options; what stands before them is the plan."""
    said = split(text, OPTIONS)
    unknown = [one.option for one in said if one.option and key(one.option) not in OPTIONS]
    plan = _of(said, PLAN) or [one.prose for one in said if one.option is None]
    if unknown or not plan:
        problem = f"There is no option `--{shortened(unknown[0])}`" if unknown else "Which response plan"
        end = "." if unknown else " is to be played through?"
        return Misunderstood(f"{problem}{end}", example=f"@aws {EXAMPLE}")
    answers = [word.text for one in said if one.option and key(one.option) == key(ACK) for word in one.words]
    return Words(plan=plan[0], at=" ".join(_of(said, AT)), acknowledgements=tuple(answers))


def _of(said: tuple[Said, ...], option: str) -> list[str]:
    return [one.prose for one in said if one.option and key(one.option) == key(option)]
