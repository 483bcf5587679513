"""Open questions about who takes part and who is out (C1, C2.2.4, C5.3f)."""

from typing import Final

from campaigns.domain.decisions.model import Decision, Text, option, shown

ELIGIBILITY: Final = (
    Decision(
        "scope.schools",
        "C1",
        Text("Which schools are “schools of every kind”?", "“各级各类学校”包括哪些？"),
        (
            option("all", "All active schools, public and private", "全部在办学校，公办民办均包括"),
            shown(
                "no_higher_education",
                "All but higher education",
                "不含高等学校",
                why=Text("the school register holds no higher education anyway", "学校登记库本就不含高等学校"),
            ),
        ),
    ),
    Decision(
        "elig.below70_basis",
        "C2.2.4",
        Text("Which score below 70 counts?", "以哪个得分认定低于 70 分？"),
        (
            option("reviewed", "The reviewed score, never the self-assessed one", "以审核后的得分为准，不看自评得分"),
            option("city_only", "Only a score checked by the city", "仅以市级核定得分为准"),
        ),
    ),
    Decision(
        "elig.below70_effect",
        "C2.2.4",
        Text("Does a school below 70 still count as a participant?", "低于 70 分的学校是否仍计入参评总数？"),
        (
            option("stays", "Yes: out of the ranking, still counted", "计入：不参加排名，仍计入参评总数"),
            shown(
                "removed",
                "No: it leaves the total, and every quota shrinks",
                "不计入：从参评总数中扣除，名额随之减少",
                why=Text("every quota would shrink after the roster is frozen", "名册冻结后所有名额都会缩减"),
            ),
        ),
    ),
    Decision(
        "elig.unlisted_vetoes",
        "C5.3f",
        Text("Are there veto conditions beyond accidents?", "除安全事故外是否还有一票否决情形？"),
        (
            option(
                "on",
                "The veto items of the standard, each with a document and two approvals",
                "采用标准中的否决情形，每项须有文书并经两人审批",
            ),
            shown(
                "off",
                "Accidents only",
                "仅限安全事故",
                why=Text(
                    "each condition is an item of the standard; a city leaves out those it does not want there",
                    "每种情形都是标准中的条目，不采用的在标准中删去即可",
                ),
            ),
        ),
    ),
    Decision(
        "goal.attainment_90",
        "C2.2.2",
        Text("What counts as attained in the 90 % goal?", "90% 达标率怎么算？"),
        (
            option("score_80", "A reviewed score of 80 or more and no veto", "审核后得分 80 分以上且无否决情形"),
            shown(
                "ever_named",
                "Named at least once",
                "至少被命名一次",
                why=Text(
                    "revoking an old star would change this year's figures; the overview shows how many ever were",
                    "已关闭年度的撤销会改变本年度数字；总览另列历年命名数",
                ),
            ),
            option("score_70", "A reviewed score of 70 or more and no veto", "审核后得分 70 分以上且无否决情形"),
        ),
    ),
    Decision(
        "scope.campuses",
        "C1",
        Text("How do several campuses with one school code take part?", "一校多校区怎么参评？"),
        (
            option("per_code", "One assessment per school code; campuses are sites", "按学校标识码参评，校区为校址"),
            shown(
                "per_campus",
                "One assessment per campus",
                "按校区分别参评",
                why=Text(
                    "a campus has no school code, under which a title could be named and verified",
                    "校区没有学校标识码，无法命名和查验",
                ),
            ),
        ),
    ),
    Decision(
        "scope.changes",
        "C1",
        Text("What if a school closes, merges or opens during the year?", "年度中途撤并或新设学校怎么办？"),
        (
            option(
                "leaves_and_joins_later",
                "It leaves with a reason; a new school joins next year",
                "说明理由退出；新设学校下一年度参评",
            ),
        ),
    ),
    Decision(
        "elig.accident_pending",
        "C5.3f",
        Text("What if an accident is still under investigation at the naming?", "命名时事故仍在调查怎么办？"),
        (
            option(
                "keep_place",
                "The school is on hold: not named, its place kept until people decide",
                "暂缓命名，保留名额，由人决定",
            ),
            option("release_place", "On hold, and its place goes to the next school at once", "暂缓命名，名额立即递补"),
            option("name_then_revoke", "Named, and revoked later if need be", "先命名，必要时再撤销"),
        ),
    ),
    Decision(
        "elig.accident_after",
        "C5.3f",
        Text("What if an accident happens after the naming?", "命名后发生事故怎么办？"),
        (
            option("revoke", "The designation is revoked; the place is not refilled", "撤销命名，名额不递补"),
            shown(
                "bar_next_year",
                "The school is barred from the next year",
                "取消下一年度参评资格",
                why=Text(
                    "the school would keep the star although it lost the right to be judged again",
                    "学校失去参评资格，却仍保留星级",
                ),
            ),
            option(
                "both",
                "The designation is revoked, and the school is barred from the next year",
                "撤销命名，并取消下一年度参评资格",
            ),
        ),
        gap=Text(
            "People say whether a revocation is due to an accident; once the next year is open, they decide in it.",
            "撤销是否因事故由人认定；下一年度已开启的，由人在该年度内决定。",
        ),
    ),
)
