"""The clauses the year's settings rest on, in the policy's words, numbered as in docs/glossary.md."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from campaigns.domain.decisions.model import Text

CLAUSES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "C1": Text(
            "From June of year 1 to December of year 3, the campaign runs in all schools of every kind in the city.",
            "自 xxxx 年 6 月起至 xxxx 年 12 月在全市各级各类学校开展“星级平安学校”创建活动。",
        ),
        "C2.1": Text(
            "Six tasks: disputes; public-security problems; surroundings and traffic; key premises and order; "
            "long-term mechanism; education and drills.",
            "六项主要任务：矛盾纠纷排查化解、突出治安问题排查整治、校园周边治安及交通安全、重点场所监管和周边秩序、"
            "安全工作长效机制、安全教育和应急预警演练。",
        ),
        "C2.2.1": Text(
            "The school is the basic unit; managed where located; selection goes up level by level.",
            "以学校为基本单位，按照“属地管理，谁主管、谁负责”的原则，实行逐级评选的运行机制。",
        ),
        "C2.2.2": Text(
            "After three years, 90 % of the city's schools attain the standard.",
            "通过 3 年的创建活动，努力使全市“星级平安学校”创建达标率达到 90%。",
        ),
        "C2.2.3": Text(
            "100 points. 90 and more: three stars, the highest; 85 to 89: two stars; 80 to 84: one star.",
            "考评标准实行百分制。考评得分 90 分以上的（含 90 分）为“三星平安学校”；85 分到 89 分的（含 85 分）为"
            "“二星平安学校”；80 分到 84 分的（含 80 分）为“一星平安学校”。",
        ),
        "C2.2.4": Text(
            "Below 70: out of this year's selection and, by the circumstances, a yellow card or public criticism.",
            "考评得分在 70 分以下的，不仅取消当年参评资格，视情节给予“黄牌警告”或通报批评。",
        ),
        "C2.2.5": Text(
            "Stars for not more than 30 % of the participating schools in year 1 (one star 15 %, two 10 %, three 5 %), "
            "45 % in year 2 (20/15/10), 60 % in year 3 (25/20/15).",
            "星级比例不超过总数（参评总数）的 30%（一星级不超过 15%，二星级不超过 10%，三星级不超过 5%）；第二年不超过"
            " 45%（20%、15%、10%）；第三年不超过 60%（25%、20%、15%）。",
        ),
        "C3": Text(
            "A leading group led by the education bureau with twelve member units; each names one liaison.",
            "成立创建活动领导小组，市教育局为牵头单位；各成员单位指定 1 名具体工作人员担任联络员。",
        ),
        "C4": Text(
            "Duties of fourteen bodies, the food and drug administration among them, which is no member unit.",
            "职责分工：十四个单位各司其职，其中市食药监局不在成员单位之列。",
        ),
        "C5.1": Text("Leadership and organisation.", "提高认识，加强领导。"),
        "C5.2": Text(
            "Leading groups schedule work, run rectification actions, supervise and inspect.",
            "各级创建工作领导小组要根据需要及时调度工作、开展专项整治行动、及时组织督察检查。",
        ),
        "C5.3a": Text("Naming once a year.", "“星级平安学校”每年命名一次。"),
        "C5.3b": Text(
            "Joint inspection groups of the member units check and evaluate.",
            "领导小组将协调各成员单位组成联合检查组进行检查和工作评估。",
        ),
        "C5.3c": Text(
            "Schools recommended by the localities are spot-checked for acceptance.",
            "对各地推荐申报的“星级平安学校”进行抽查验收。",
        ),
        "C5.3d": Text(
            "Schools that reach the standard are named by the comprehensive-management commission.",
            "对达到星级创建标准的基层单位由市综治委予以命名。",
        ),
        "C5.3e": Text(
            "Localities, units and individuals with outstanding results are commended.",
            "对工作成绩突出的地方、单位和个人予以表彰。",
        ),
        "C5.3f": Text(
            "A larger or major accident by poor leadership, measures or management cancels the year's eligibility.",
            "因工作组织领导不力、创建措施不落实、行业管理不力和管理不到位等原因，造成较大或重大安全事故的单位，取消当年"
            "“星级平安学校”评选资格。",
        ),
    }
)

#: what the software does for each clause; a clause that is not here has no rule in the software yet
RULES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "C1": Text(
            "A campaign has a period, a city and three yearly rounds; active schools of every kind take part.",
            "活动有起止时间、城市和三个年度；各级各类在办学校参评。",
        ),
        "C2.1": Text(
            "Six tasks are the six dimensions of the standard; every item belongs to one.",
            "六项任务即考评标准的六个维度，每条归入其一。",
        ),
        "C2.2.1": Text(
            "School, district review, recommendation, city: no step can be skipped, each has its deadline.",
            "学校自评、区县审核、推荐、市级：不能越级，各有期限。",
        ),
        "C2.2.2": Text(
            "Attainment (80 points and no veto) is counted apart from the named stars.",
            "达标（80 分以上且无否决情形）与命名数分开统计。",
        ),
        "C2.2.3": Text(
            "Points follow from facts; the score has two places and is rounded once; bands are half-open.",
            "由事实计分；得分两位小数，只舍入一次；分档左闭右开。",
        ),
        "C2.2.4": Text(
            "A judged score below the floor is out of the ranking; people decide on the exit after a reply.",
            "审核得分低于 70 分不参加排名；听取学校陈述后由人决定取消资格。",
        ),
        "C2.2.5": Text(
            "Caps are data of the year; allocation never exceeds one, whatever is decided. From the first submission "
            "on a report shows how far each is used and which star nobody can take away any more. Other lines, caps "
            "and rules are tried on the frozen facts of a run and change none; two people order schools tied at a "
            "line.",
            "名额上限为年度数据；无论作何决定，分配均不突破上限。自首份自评提交起，报告实时显示各上限的使用情况和各校的保底星级。"
            "可在试算冻结的数据上假设其他标准线、上限和规则，不改变任何结果；分数线上同分学校的排序由两人记录。",
        ),
        "C3": Text(
            "Units are data; one active liaison per unit is a rule of the database.",
            "成员单位为数据；每单位一名在任联络员由数据库约束。",
        ),
        "C4": Text(
            "Items name the bodies that answer for them; the body without a seat inspects and decides nothing.",
            "条目注明责任单位；非成员单位可检查，不参与决定。",
        ),
        "C5.1": Text(
            "The approval document is recorded on the campaign; a year without it warns or stays shut.",
            "活动登记批准文件；没有文号时提示或不得开启年度。",
        ),
        "C5.3a": Text(
            "One naming and one register per year, frozen when the year is closed.",
            "每年一次命名、一份名录，年度关闭后冻结。",
        ),
        "C5.3b": Text(
            "Spot checks by teams of two units or more; their points are kept beside the district's.",
            "两个以上单位组成检查组；核定得分与区县审核得分并列保存。",
        ),
        "C5.3c": Text(
            "Districts recommend within ceilings; a spot check counts before the review, item by item.",
            "区县在上限内推荐；逐条以抽查核定优先于审核。",
        ),
        "C5.3d": Text(
            "The commission's document, date and list are recorded; the software names nobody.",
            "登记综治委文件、日期和名单；软件不自行命名。",
        ),
        "C5.3f": Text(
            "Vetoes and holds are proposed and decided by people; what becomes of a held school's place is a setting.",
            "否决和暂缓由人提出、由人决定；暂缓学校的名额如何处理由年度设置决定。",
        ),
    }
)
