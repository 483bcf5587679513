"""Every verb of every object with states, and the states it starts from."""

from django.db.models import Model

from campaigns import actions
from campaigns.models import CampaignYear, Draw, Participation
from inspections.models import Visit
from safeschools.designations.models import AllocationRun, Designation
from scoring.actions import (
    assessments,
    holds,
    review,
    vetoes,
)
from scoring.models import Disqualification, GroupDecision, RecommendationList, Standard, TieOrder, Veto
from scoring.policies.verification import VERIFIABLE
from scoring.queries.disqualifications import JUDGED
from tests.factories import make_user
from tests.states.decisions import of_decision, of_draw, of_order
from tests.states.papers import of_list, of_run, of_standard, of_veto, of_visit, of_year
from tests.states.scene import ANY, Pair, State
from tests.states.schools import (
    approve,
    head_of,
    leave,
    lift,
    name,
    of_school,
    post,
    propose_exit,
    proposed_veto,
    rated,
    release,
    revoke,
    start,
    submit_list,
    vetoed_school,
)

P, R, V, Y = Participation.MOVES, AllocationRun.MOVES, Visit.MOVES, CampaignYear.State
G, T, D = GroupDecision.MOVES, TieOrder.MOVES, Draw.MOVES

EXIT = JUDGED

PARTICIPATION = (
    Pair("start", of_school(start), P["start"].sources, State.SELF_ASSESSING),
    Pair(
        "submit",
        of_school(lambda world, row: assessments.submit(row, by=head_of(row))),
        P["submit"].sources,
        State.SUBMITTED,
    ),
    Pair(
        "return_",
        of_school(lambda world, row: review.return_to_school(row, by=world.reviewer, text="补正")),
        P["return_"].sources,
        State.RETURNED,
    ),
    Pair(
        "review",
        of_school(lambda world, row: review.finish(row, by=world.reviewer)),
        P["review"].sources,
        State.REVIEWED,
    ),
    Pair(
        "reopen_review",
        of_school(lambda world, row: review.reopen(row, by=world.reviewer, reason="漏看")),
        P["reopen_review"].sources,
        State.SUBMITTED,
    ),
    Pair("recommend", submit_list(up=True), P["recommend"].sources, State.RECOMMENDED, silent=True),
    Pair("not_recommend", submit_list(up=False), P["not_recommend"].sources, State.NOT_RECOMMENDED, silent=True),
    Pair("allocate", approve, P["allocate"].sources, State.ALLOCATED, silent=True),
    Pair("name", name(0), P["name"].sources, State.NAMED),
    Pair("not_name", name(1), P["not_name"].sources, State.NOT_NAMED, silent=True),
    Pair("not_name by release", release, P["not_name"].sources, State.NOT_NAMED),
    Pair(
        "withdraw",
        rated(lambda row: actions.withdraw(row, by=make_user("bureau_officer"), reason="撤并")),
        P["withdraw"].sources,
        State.WITHDRAWN,
    ),
    Pair("disqualify by veto", vetoed_school, P["disqualify"].sources, State.DISQUALIFIED, silent=True),
    Pair("disqualify for the score", leave("confirm", of_school=True), EXIT, State.DISQUALIFIED),
    Pair("revoke", revoke(of_school=True), P["revoke"].sources, State.REVOKED),
    Pair("propose a veto", rated(proposed_veto), ANY - set(vetoes.SETTLED)),
    Pair("propose an exit", propose_exit, EXIT),
    Pair(
        "set a hold",
        rated(lambda row: holds.set_hold(row, by=make_user("bureau_officer"), reason="调查中")),
        ANY - set(holds.OVER),
    ),
    Pair("lift a hold", rated(lift), ANY),
    Pair("post verified points", rated(post), VERIFIABLE),
)

DRAFTS = [
    Pair(f"save {step}", of_year(step), [Y.DRAFT])
    for step in ("phases", "standard", "bands", "ties", "decisions", "roster", "typed")
]

OTHERS: dict[type[Model], tuple[Pair, ...]] = {
    AllocationRun: (
        Pair("propose", of_run("propose"), R["propose"].sources, "proposed"),
        Pair("approve", of_run("approve"), R["approve"].sources, "approved"),
        Pair("reject", of_run("reject"), R["reject"].sources, "rejected"),
        Pair("supersede", of_run("supersede"), R["supersede"].sources, "superseded", silent=True),
        Pair("name from it", of_run("name"), ["approved"]),
    ),
    RecommendationList: tuple(
        Pair(verb, of_list(verb), ["draft"], "submitted" if verb == "submit" else "")
        for verb in ("recommend", "refuse", "fill_in", "submit")
    ),
    Veto: (
        Pair("confirm", of_veto("confirm"), Veto.MOVES["confirm"].sources, "confirmed"),
        Pair("reject", of_veto("reject"), Veto.MOVES["reject"].sources, "rejected"),
    ),
    Disqualification: (
        Pair("reply", leave("reply", of_school=False), ["proposed"]),
        Pair("confirm", leave("confirm", of_school=False), Disqualification.MOVES["confirm"].sources, "confirmed"),
        Pair("reject", leave("reject", of_school=False), Disqualification.MOVES["reject"].sources, "rejected"),
    ),
    Visit: (
        Pair("start", of_visit("start"), V["start"].sources, "started"),
        Pair("record_item", of_visit("record_item"), ["planned", "started"], "started"),
        Pair("sign", of_visit("sign"), ["started"]),
        Pair("confirm", of_visit("confirm"), V["confirm"].sources, "confirmed"),
        Pair("cancel", of_visit("cancel"), V["cancel"].sources, "cancelled"),
    ),
    Standard: (
        Pair("copy", of_standard("copy"), Standard.State.values),
        Pair("publish", of_standard("publish"), ["draft"], "published"),
        *(Pair(verb, of_standard(verb), ["draft"]) for verb in ("replace", "save_item", "remove_item", "move_item")),
        Pair("discard", of_standard("discard"), ["draft"], "gone"),
    ),
    CampaignYear: (
        *DRAFTS,
        Pair("open", of_year("open"), CampaignYear.MOVES["open"].sources, "open"),
        *(Pair(verb, of_year(verb), [Y.OPEN]) for verb in ("freeze", "unfreeze", "withdraw", "extend")),
        Pair("close", of_year("close"), CampaignYear.MOVES["close"].sources, "closed"),
    ),
    Designation: (Pair("revoke", revoke(of_school=False), Designation.MOVES["revoke"].sources, "revoked"),),
    GroupDecision: tuple(Pair(verb, of_decision(verb), move.sources, move.target) for verb, move in G.items()),
    TieOrder: tuple(Pair(verb, of_order(verb), move.sources, move.target) for verb, move in T.items()),
    Draw: tuple(Pair(verb, of_draw(verb), move.sources, move.target) for verb, move in D.items()),
}

PAIRS = [(Participation, pair) for pair in PARTICIPATION] + [
    (kind, pair) for kind, pairs in OTHERS.items() for pair in pairs
]
