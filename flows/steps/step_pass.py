"""One pass over a step, told in the order of the notice: open, work, duties, reminders, close."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flows.household import house
from flows.names import purpose_in_words
from flows.perform import perform, perform_in_house
from flows.results import Done, StepResult
from tasks import duties, reminders, steps
from tasks.campaigns import definition_of
from tasks.context import Context
from tasks.errors import NotPossible
from tasks.use_case import UseCase


@dataclass(slots=True)
class StepPass:
    """Performs use cases of one step as long as it is open; on a step that is not, does nothing."""

    campaign: int
    step: str
    purpose: str
    as_of: datetime | None
    opened: bool = False
    closed: bool = False
    done: list[Done] = field(default_factory=list)

    def open_when_due(self) -> StepPass:
        self.opened = perform(steps.open_when_due, self.campaign, self.as_of, self.step)
        return self

    def lay_on_duties(self) -> StepPass:
        return self.do(duties.lay_on)

    def do(self, work: UseCase[[Context, int, str], Any]) -> StepPass:
        """Perform work of the step's own kind and keep what it says, or why it refused."""
        if self.opened:
            outcome: object
            try:
                outcome = perform(work, self.campaign, self.as_of, self.step)
            except NotPossible as refusal:
                # An answer, not a fault: what is lacking may come until the next pass.
                outcome = f"暂不能办：{refusal}"
            self.done.append(Done(work.policy.title, outcome))
        return self

    def queue_reminders(self) -> StepPass:
        """Turn reminder points that have come into messages.

        It looks at the whole campaign: a person gets one message for all that is owed that day.
        """
        if self.opened:
            tally = perform_in_house(reminders.sweep, self.campaign, self.as_of)
            self.done.append(Done(reminders.sweep.policy.title, tally))
        return self

    def close_when_complete(self) -> StepResult:
        """Close the step if it has done what it is for, and show what the pass did."""
        if self.opened:
            self.closed = perform(steps.close_when_complete, self.campaign, self.as_of, self.step)
            self.done.append(Done(steps.close_when_complete.policy.title, self.closed))
        with house().reading() as ctx:
            plan = definition_of(ctx, self.campaign)
        name = plan.step(self.step).name
        result = StepResult(self.step, name, self.opened, self.closed, tuple(self.done))
        return result.publish(plan.code, purpose_in_words(self.purpose))
