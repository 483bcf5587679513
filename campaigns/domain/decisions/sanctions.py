"""Open questions about accidents and sanctions that no rule of the software asks yet (C2.2.4, C5.3f)."""

from typing import Final

from campaigns.domain.decisions.model import Decision, Text, option, shown

SANCTIONS: Final = (
    Decision(
        "elig.accident_levels",
        "C5.3f",
        Text("Which accidents disqualify?", "哪些事故取消资格？"),
        (
            option(
                "seed_levels",
                "Larger and above, once responsibility is found in writing; people decide about others with a death",
                "较大以上事故，书面认定责任后；有人死亡的一般事故由领导小组决定",
            ),
            shown("any_responsible_death", "Any death the school is responsible for", "任何责任死亡事故"),
            shown("custom", "Other levels", "其他级别"),
        ),
        used=False,
    ),
    Decision(
        "elig.accident_cause",
        "C5.3f",
        Text("What must be known about the cause?", "对事故原因有什么要求？"),
        (
            option(
                "finding",
                "A recorded finding of responsibility; an accident alone is a hold",
                "须有责任认定；仅有事故时暂缓",
            ),
            shown("automatic", "Nothing: the level decides", "不要求，按级别认定"),
        ),
        used=False,
    ),
    Decision(
        "elig.accident_year",
        "C5.3f",
        Text("In which year does an accident count?", "事故计入哪一年度？"),
        (
            option("occurrence", "The year of its date", "按发生日期"),
            shown("finding_date", "The year of the finding", "按认定日期"),
        ),
        used=False,
    ),
    Decision(
        "sanction.choice",
        "C2.2.4",
        Text("Yellow card or public criticism?", "黄牌警告还是通报批评？"),
        (
            option("propose", "The software proposes, people decide", "系统建议，由人决定"),
            shown("manual", "People decide", "由人决定"),
        ),
        used=False,
    ),
    Decision(
        "sanction.issuer",
        "C2.2.4",
        Text("Who issues a sanction?", "由谁作出处理？"),
        (
            option(
                "leading_group",
                "The leading group decides; commission and bureau issue",
                "领导小组决定，综治委、教育局印发",
            ),
            shown("commission", "The commission", "综治委"),
            shown("county", "The district", "区县"),
        ),
        used=False,
    ),
    Decision(
        "sanction.term",
        "C2.2.4",
        Text("How long does a yellow card last?", "黄牌警告期限多长？"),
        (option("six_months", "Six months, lifted after a passed re-check", "6 个月，复查合格后解除"),),
        used=False,
    ),
    Decision(
        "sanction.appeal",
        "C2.2.4",
        Text("How does a school appeal?", "学校怎么申诉？"),
        (
            option(
                "two_steps", "Scores within 5 working days, sanctions within 30 days", "得分 5 个工作日内，处理 30 天内"
            ),
        ),
        used=False,
    ),
)
