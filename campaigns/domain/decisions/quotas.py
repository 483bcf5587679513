"""Open questions about quotas and ties (C2.2.5)."""

from typing import Final

from campaigns.domain.decisions.model import Decision, Text, breaking, option, shown

QUOTAS: Final = (
    Decision(
        "quota.denominator",
        "C2.2.5",
        Text("What are the participating schools that the caps are percentages of?", "名额比例以哪个参评总数为基数？"),
        (
            option("submitted", "Schools with a submitted self-assessment", "已提交自评的学校"),
            option("in_scope", "All schools in scope", "范围内全部学校"),
            shown(
                "recommended",
                "Recommended schools only",
                "仅获推荐的学校",
                why=Text(
                    "the ceilings of recommendation are a share of this number, which would then define itself",
                    "推荐上限按该数计算，二者会互为前提",
                ),
            ),
        ),
    ),
    Decision(
        "quota.snapshot",
        "C2.2.5",
        Text("When is this number fixed?", "参评总数何时固定？"),
        (
            option(
                "ranking_start", "When the roster is frozen, before anybody is ranked", "冻结参评名册时固定，先于排名"
            ),
            option(
                "deadline",
                "By the system when the self-assessment has ended in every district, extensions included",
                "全部区县自评截止（含延期）后由系统自动冻结名册",
            ),
        ),
    ),
    Decision(
        "quota.rounding",
        "C2.2.5",
        Text("How are quotas rounded (30 % of 1,237 is 371.1)?", "名额怎么取整（1237 所的 30% 为 371.1）？"),
        (
            option("floor", "Down: “not more than” leaves no other reading", "向下取整：“不超过”只能这样理解"),
            breaking("half_up", "Half-up: would exceed the cap", "四舍五入：会突破上限"),
            breaking("at_least_one", "At least one per star: would exceed the cap", "每星至少 1 所：会突破上限"),
        ),
    ),
    Decision(
        "quota.small_cities",
        "C2.2.5",
        Text("What if 5 % of the schools is less than one school?", "5% 不足 1 所时怎么办？"),
        (
            option("zero", "No place, and a warning before the year opens", "没有名额，开年前提示"),
            breaking("at_least_one", "At least one place: would exceed the cap", "至少 1 个名额：会突破上限"),
        ),
    ),
    Decision(
        "quota.levels",
        "C2.2.5",
        Text("Are the caps of the stars separate?", "各星级上限是否分别计算？"),
        (
            option("separate", "Separate, and a total", "分别计算，另有合计上限"),
            shown(
                "cumulative",
                "Cumulative: two stars or above",
                "累计计算：二星及以上",
                why=Text(
                    "the plan's caps of the three stars add up to its total, so each stands alone",
                    "方案三个星级的上限相加等于合计上限，应分别计算",
                ),
            ),
        ),
    ),
    Decision(
        "quota.overflow",
        "C2.2.5",
        Text(
            "What becomes of schools above the line for whom the star has no place?",
            "达到某星级标准线但名额已满的学校怎么办？",
        ),
        (
            option(
                "cascade", "They go on to the next star and are ranked there by score", "顺延到下一星级，按得分一并排名"
            ),
            option(
                "forfeit",
                "They get no star (a higher score can then lose to a lower one)",
                "不授星（可能出现高分不如低分）",
            ),
            option(
                "own_tier_first",
                "They take what the lower star's own schools leave",
                "只使用下一星级自有学校用剩的名额",
            ),
        ),
    ),
    Decision(
        "quota.unused",
        "C2.2.5",
        Text("What becomes of unused places?", "剩余名额怎么办？"),
        (option("not_moved", "They stay empty; no star goes below its line", "不上移也不下移，不低于标准线授星"),),
    ),
    Decision(
        "quota.districts",
        "C2.2.5",
        Text("How is the city's quota split among the districts?", "全市名额怎么分到区县？"),
        (
            option(
                "ceilings",
                "Recommendation ceilings of 120 % of the share; the ranking is citywide",
                "按参评学校数最大余额法分配推荐上限（名额的 120%），全市统一排名",
            ),
            option("citywide", "Not at all: no ceilings, one ranking", "不分配：不设推荐上限，全市统一排名"),
            option(
                "strict",
                "Strict district quotas: every star's places are reserved for the districts by their participating "
                "schools; places a district does not use return to the city",
                "区县名额固定：各星级名额先按参评学校数分配给区县，区县未用完的名额收回全市统一排名",
            ),
        ),
    ),
    Decision(
        "quota.ties",
        "C2.2.5",
        Text("What decides between equal scores at the line?", "分数线上同分怎么处理？"),
        (
            option(
                "keys_exclude",
                "Published tie keys; a group still tied is left out unless a complete order is recorded",
                "按公布的同分排序规则；仍同分的整组不授，除非领导小组记录完整排序",
            ),
            option("exclude", "No tie keys: the tied group is left out", "不设同分排序规则：同分的整组不授"),
            option(
                "lottery",
                "Published tie keys; a group still tied at a line is drawn in public, with a committed seed",
                "按公布的同分排序规则；线上仍同分的公开抽签，种子事先承诺",
            ),
        ),
    ),
    Decision(
        "quota.pins",
        "C2.2.5",
        Text(
            "May the leading group place a school at a star before better ones?",
            "领导小组可否直接确定某校的星级，排在得分更高的学校之前？",
        ),
        (
            option("off", "No: nobody is placed before a better school", "不可以：任何学校不得排在得分更高的学校之前"),
            option(
                "on",
                "Yes, by document and two people; never beyond the score's star or a cap, and shown in the register",
                "可以：须有文号并经两人确认，不超过得分对应的星级和名额，并在名录中注明",
            ),
        ),
    ),
    Decision(
        "quota.strata",
        "C2.2.5",
        Text("Are kindergartens and high schools ranked together?", "幼儿园和中学是否一起排名？"),
        (
            option("none", "Together; the report shows the mix", "一起排名，报告列出各类学校构成"),
            shown(
                "separate",
                "Separately by school type",
                "按学校类型分别排名",
                why=Text(
                    "a lower score of one type would be named before a higher one of another",
                    "一类学校的低分会先于另一类学校的高分授星",
                ),
            ),
        ),
    ),
    Decision(
        "quota.renaming",
        "C5.3a",
        Text("Does a school named last year count again?", "上一年度已命名的学校是否再占名额？"),
        (option("yes", "Yes: every year is a fresh naming", "占：每年重新命名"),),
    ),
)
