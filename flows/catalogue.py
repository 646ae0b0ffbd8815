"""Every deployment of the house as data: what Prefect is told there is to run, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.types.entrypoint import EntrypointType

from flows.deliver import deliver
from flows.launch import launch
from flows.phases.any_phase import any_phase
from flows.phases.registry import PHASE_FLOWS
from flows.reconcile import reconcile
from flows.steps.registry import STEP_FLOWS
from flows.sweep import sweep
from rules.definition import StepKind
from rules.step_kinds import KIND_NAMES
from tasks.planned_runs import DEPLOYMENT as BY_STEP

ZONE = "Asia/Shanghai"
BY_PHASE = "按阶段"
ON_TIME = "定时"
BY_HAND = "办公室"


@dataclass(frozen=True, slots=True)
class Entry:
    """One deployment: its flow, its name, what it is for, and when it runs by itself."""

    flow: Flow[..., Any]
    name: str
    description: str
    tags: tuple[str, ...]
    cron: str = ""
    alone: bool = False
    """Never two at a time; one that finds another at work is dropped, for the next is near."""

    @property
    def full_name(self) -> str:
        return f"{self.flow.name}/{self.name}"

    def deployment(self, work_pool: str = "") -> RunnerDeployment:
        """As Prefect wants it; with a work pool, its workers run it instead of our runner.

        Found by module path, so that no machine's directory enters Prefect's database.
        """
        built = self.flow.to_deployment(
            name=self.name,
            description=self.description,
            tags=list(self.tags),
            entrypoint_type=EntrypointType.MODULE_PATH,
            schedules=[CronSchedule(cron=self.cron, timezone=ZONE)] if self.cron else None,
            concurrency_limit=_ALONE if self.alone else None,
            work_pool_name=work_pool or None,
        )
        if not isinstance(built, RunnerDeployment):
            message = "deployments are built outside an event loop"
            raise TypeError(message)
        return built


_ALONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)

STEP_PURPOSES = {
    StepKind.LEADING_GROUP: "调整领导小组，写出调整通知",
    StepKind.NOTICE: "印发通知，请各单位签收，未签收的提醒",
    StepKind.COLLECTION: "收各单位的措施、总结和信息，未报的提醒",
    StepKind.VISITS: "按计划调研、座谈，归集记录",
    StepKind.APPLICATIONS: "收申报材料，逐件审查资格，未报的提醒",
    StepKind.EVALUATION: "各牵头处室报送得分，齐了就算总分",
    StepKind.DOSSIER: "得分、资格审查和建议名单汇成综合材料",
    StepKind.CASEBOOK: "汇编先进事迹",
    StepKind.OPINIONS: "向有关部门征求意见并登记答复（不在通知内）",
    StepKind.REVIEW: "提出名单建议，由领导小组会议审定",
    StepKind.PUBLICITY: "公示名单，登记和处理异议（不在通知内）",
    StepKind.COMMENDATION: "年度总结会议，通知获表扬的单位和个人",
    StepKind.REPORTING: "向四方面通报活动情况和结果",
    StepKind.ARCHIVING: "整理全部材料，封存归档，结束活动",
}


def entries() -> Iterator[Entry]:
    """The whole catalogue, in the order in which people look for things."""
    yield from (
        Entry(run, BY_PHASE, f"{run.name}：按次序推进本阶段的环节，可重复运行", ("阶段",))
        for run in (*PHASE_FLOWS.values(), any_phase)
    )
    yield from (
        Entry(run, BY_STEP, STEP_PURPOSES[kind], ("环节", KIND_NAMES[kind]))
        for kind, run in STEP_FLOWS.items()
    )
    yield Entry(launch, BY_HAND, "读取活动文件，启动一次评选活动，排出全部日程", ("活动",))
    yield Entry(
        sweep,
        ON_TIME,
        "每小时四次：补办到期未办的事，登记到期的提醒",
        (ON_TIME, sweep.name),
        # Off the full hour, when everybody else's machines send.
        cron="7,22,37,52 * * * *",
        alone=True,
    )
    yield Entry(
        deliver,
        ON_TIME,
        "每五分钟（巡查的时刻由巡查代办）：把可以发出的消息发出去",
        (ON_TIME, deliver.name),
        # Not in the minutes of the sweeps, which deliver too: providers' rates are kept per process.
        cron="2,12,17,27,32,42,47,57 * * * *",
        alone=True,
    )
    yield Entry(
        reconcile,
        ON_TIME,
        "每十分钟：让 Prefect 的日程与活动的日程一致",
        (ON_TIME, reconcile.name),
        cron="4-54/10 * * * *",
        alone=True,
    )


def deployments(work_pool: str = "") -> list[RunnerDeployment]:
    return [entry.deployment(work_pool) for entry in entries()]


def register(work_pool: str = "") -> dict[str, str]:
    """Tell Prefect of every deployment; doing it again changes nothing. Ids by full name."""
    return {
        f"{built.flow_name}/{built.name}": str(built.apply()) for built in deployments(work_pool)
    }
