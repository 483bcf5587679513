"""Open questions about scores (C2.2.3, C2.2.4)."""

from typing import Final

from campaigns.domain.decisions.model import Decision, Text, option, shown

SCORES: Final = (
    Decision(
        "score.bands",
        "C2.2.3",
        Text(
            "Which star do scores between the printed whole numbers have (89.5, 84.7)?",
            "小数得分归哪一档（如 89.5、84.7）？",
        ),
        (
            option(
                "half_open",
                "Half-open bands on the published score: 89.99 is two stars",
                "按公布得分分档，左闭右开：89.99 分为二星",
            ),
            option(
                "half_up_integer",
                "Round to whole points first: 89.50 is three stars; each line stands half a point lower",
                "先四舍五入到整数：89.50 分为三星，各标准线相应降低 0.5 分",
            ),
            option(
                "floor_integer",
                "Cut off the decimals first: the same as half-open, with lines at whole points only",
                "先舍去小数：标准线须为整数，结果与第一项相同",
            ),
        ),
    ),
    Decision(
        "score.precision",
        "C2.2.3",
        Text("How many decimals has the final score?", "考评得分保留几位小数？"),
        (
            option("two_places", "Two, rounded half-up once", "两位，只四舍五入一次"),
            option("one_place", "One, rounded half-up once", "一位，只四舍五入一次"),
        ),
    ),
    Decision(
        "score.na",
        "C2.2.3",
        Text(
            "What happens to items that do not apply (no canteen, no school bus)?",
            "不适用的条目（如没有食堂、没有校车）怎么计分？",
        ),
        (
            option("rescale", "Rescale: earned ÷ applicable maximum × 100", "折算：实得分 ÷ 适用满分 × 100"),
            option(
                "full_points",
                "Full points for items that do not apply: earned + (100 − applicable maximum)",
                "不适用条目给满分：实得分 +（100 − 适用满分）",
            ),
            shown(
                "manual",
                "Decide item by item",
                "逐条人工认定",
                why=Text(
                    "the same school could be judged in two ways; each item says itself to whom it applies",
                    "同一学校可能有两种判法；条目本身已写明适用范围",
                ),
            ),
        ),
    ),
    Decision(
        "score.na_guard",
        "C2.2.3",
        Text("Who says that an item does not apply?", "由谁认定条目不适用？"),
        (
            option("register_flags", "The school register, confirmed by the district", "以区县确认的学校登记信息为准"),
            shown(
                "school_claim",
                "The school may claim it, with a reason",
                "学校可说明理由申请",
                why=Text(
                    "it would pay to claim that hard items do not apply; the district can correct the register",
                    "会诱使学校回避难做的条目；登记信息有误，区县可随时更正",
                ),
            ),
        ),
    ),
    Decision(
        "score.zero_denominator",
        "C2.2.3",
        Text("What is a rate worth where there is nothing to count?", "比例类条目分母为 0 时怎么计分？"),
        (
            option(
                "per_item",
                "As the item says: full, not applicable, or full once a visit confirms it",
                "按条目规定：给满分、不适用，或经现场核查确认后给满分",
            ),
        ),
    ),
    Decision(
        "score.final_source",
        "C5.3c",
        Text("Whose score counts?", "以谁的评分为准？"),
        (
            option(
                "merge_per_item",
                "Item by item: spot check before district review before self-assessment",
                "逐条合并：抽查验收优先于区县审核，区县审核优先于自评",
            ),
            option(
                "city_only",
                "The city's total only: a school that the city has not checked has no star",
                "只用市级总分：未经市级核查的学校不授星",
            ),
            shown(
                "weighted",
                "A weighted average",
                "加权平均",
                why=Text(
                    "the self-assessed score would always count; item by item every point has one author",
                    "自评得分将始终计入；逐条合并时，每一分都有唯一的评分人和理由",
                ),
            ),
        ),
    ),
    Decision(
        "score.key_items",
        "C2.2.3",
        Text("What if a key item fails while the total is high?", "总分高但关键条目不达标怎么办？"),
        (
            option("advisory", "Warn, and check on site; no automatic downgrade", "提示并安排现场核查，不自动降星"),
            option("off", "Nothing", "不作处理"),
            option(
                "capped",
                "One failed key item: two stars at most; two: one star",
                "一项不达标最高二星，两项最高一星",
            ),
        ),
    ),
    Decision(
        "score.band_70_79",
        "C2.2.4",
        Text("What follows from 70 to 79.99 points?", "70 至 79.99 分怎么处理？"),
        (
            option(
                "advice",
                "No star and no sanction; advice with the points lost",
                "不授星、不处分，列出失分并给出改进建议",
            ),
            option("nothing", "No star and no sanction", "不授星、不处分"),
            shown(
                "reassess",
                "A new assessment within 60 days",
                "60 天内重新考评",
                why=Text("the plan knows one assessment a year", "方案每年只考评一次"),
            ),
        ),
    ),
    Decision(
        "score.standard_version",
        "C2.2.3",
        Text("May the standard change during the year?", "年度中途能否修改考评标准？"),
        (
            option(
                "frozen", "No: frozen per campaign year, a change is a new version", "不能：年度内冻结，修改即为新版本"
            ),
        ),
    ),
    Decision(
        "score.bonus",
        "C2.2.3",
        Text("Are there bonus points?", "有没有加分项？"),
        (
            option("none", "None", "没有"),
            shown(
                "capped",
                "At most 3, never above 100",
                "最多 3 分，总分不超过 100 分",
                why=Text("the plan's scale ends at its hundred points", "方案的考评标准满分即 100 分"),
            ),
        ),
    ),
    Decision(
        "score.deviation",
        "C5.3c",
        Text(
            "What follows when self-assessment, district and city disagree?", "自评、区县审核与市级核定不一致怎么办？"
        ),
        (
            option(
                "thresholds",
                "A note above 10 points, an alert above 5 between district and city, a re-check where many are",
                "自评与审核相差 10 分以上提示，审核与市级相差 5 分以上预警，偏差多的区县全部复核",
            ),
        ),
        used=False,
    ),
)
