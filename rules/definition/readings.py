"""The open points of the notice (A1 to A34), each a named setting with its default reading."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from rules.definition.values import Text, Value


class Readings(Value):
    """How this campaign reads what the notice leaves open; field titles carry the point's number."""

    around: Literal["target_by_decision"] = Field("target_by_decision", title="A1")
    each_centre: Literal["per_kind", "per_local_centre"] = Field("per_kind", title="A2")
    direct_units: Literal["two_units", "all_direct_units"] = Field("two_units", title="A3")
    third_party_name: Text = Field("外部第三方测评", title="A4")
    bimonthly_rounds: tuple[Text, ...] = Field(
        ("2021-1", "2021-2", "2021-3", "2021-4", "2021-5"), title="A5"
    )
    top_three: Literal["no_sliding", "among_applicants"] = Field("no_sliding", title="A6")
    tie_at_top: Literal["leading_group", "bimonthly_then_vote"] = Field("leading_group", title="A7")
    at_least: Literal["inclusive", "exclusive"] = Field("inclusive", title="A8")
    second_half_from: date = Field(date(2020, 7, 1), title="A9")
    in_use_by: date = Field(date(2021, 11, 30), title="A10")
    reported_before: Literal["strict", "inclusive"] = Field("strict", title="A11")
    whole_year: Literal["to_year_end", "to_application"] = Field("to_year_end", title="A12")
    rank_mapping: Literal["section_chief"] = Field("section_chief", title="A13")
    both_personal_honours: Literal["choose", "allow", "bar"] = Field("choose", title="A14")
    parent_and_child: Literal["allow", "bar"] = Field("allow", title="A15")
    comprehensive_office: Text = Field("zonghe_shenpi", title="A16")
    window_leads: Literal["group_scores_honour_consolidates"] = Field(
        "group_scores_honour_consolidates", title="A17"
    )
    bureau_bodies: Literal["personal_only"] = Field("personal_only", title="A18")
    trading_soe: Literal["competes_in_trading_cell", "barred"] = Field(
        "competes_in_trading_cell", title="A19"
    )
    member_units: Literal["block_with_override", "block", "warn"] = Field(
        "block_with_override", title="A20"
    )
    annex_title: Text = Field("考评说明", title="A21")
    circulation_order: Literal["after_meeting", "after_decision"] = Field(
        "after_meeting", title="A22"
    )
    extra_steps: Literal["offered", "off"] = Field("offered", title="A23")
    moving_places: Literal["recorded_decision"] = Field("recorded_decision", title="A24")
    report_points: Literal["none", "count_listed"] = Field("none", title="A25")
    ordinary_towns: Literal["same_lead_flagged"] = Field("same_lead_flagged", title="A26")
    relevant_honours: Literal["collective", "any"] = Field("collective", title="A27")
    own_weights: Literal["illustrative"] = Field("illustrative", title="A28")
    vote_points: Literal["table"] = Field("table", title="A29")
    barred_top_window: Literal["barred_no_sliding"] = Field("barred_no_sliding", title="A30")
    centre_staff: Literal["direct_and_own_cells", "bureau_cell"] = Field(
        "direct_and_own_cells", title="A31"
    )
    county_channel: Literal["cases_and_opinion", "applications_too"] = Field(
        "cases_and_opinion", title="A32"
    )
    heads_may_apply: Literal["both_hold"] = Field("both_hold", title="A33")
    record_ever: Literal["ever", "campaign_period"] = Field("ever", title="A34")
