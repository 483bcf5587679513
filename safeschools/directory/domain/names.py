"""School names: traditional characters, campuses, closed schools, short names, district names without suffix."""

import re
from collections.abc import Iterable

# Traditional → simplified, as far as the names of places and schools use them; no character with two readings.
_PAIRS = """
學学國国縣县區区鄉乡鎮镇園园實实驗验語语職职業业藝艺術术師师範范屬属愛爱劉刘陳陈張张楊杨趙赵黃黄吳吴孫孙馬马龍龙
鳳凤雙双啟启陽阳藍蓝橋桥灣湾溝沟嶺岭廟庙鋪铺莊庄崗岗壩坝沖冲場场門门開开關关長长廣广聖圣誠诚體体運运動动專专綜综
東东車车島岛濱滨濟济漢汉滬沪寧宁蘇苏贛赣閩闽瀏浏瀘泸瀾澜灤滦爾尔牆墙獅狮環环畢毕異异當当發发盧卢眾众碼码確确禮礼
種种穀谷紅红級级紀纪純纯紡纺組组經经綠绿維维網网緯纬練练縱纵總总績绩織织繼继續续羅罗義义習习聯联聰聪聲声興兴舉举
舊旧華华萬万葉叶葦苇蒼苍蓮莲蔣蒋薩萨蘭兰處处號号蝦虾衛卫裏里補补複复視视覺觉觀观觸触計计訓训記记設设許许評评詩诗
話话詳详誌志誼谊調调諧谐謝谢講讲謙谦證证識识譚谭譯译議议護护讀读變变貝贝財财貢贡責责貴贵買买費费賀贺資资賈贾賓宾
賢贤賴赖贊赞趕赶軍军軒轩軟软輔辅輝辉輪轮農农邊边達达過过遠远適适遷迁選选遼辽還还鄒邹鄧邓鄭郑鄰邻醫医釋释針针鈴铃
銀银銅铜銘铭鋼钢錄录錦锦錢钱鍾钟鎖锁鏡镜鐘钟鐵铁鑄铸閃闪閔闵閣阁閱阅闊阔隊队陰阴陸陆際际隴陇雲云電电靜静韓韩韋韦
順顺須须頂顶項项預预頓顿領领頭头題题顏颜願愿類类顧顾風风飛飞飯饭飲饮養养館馆馮冯駐驻駱骆騰腾驛驿魯鲁魚鱼鮮鲜鳥鸟
鴻鸿鵬鹏鶴鹤鷹鹰鹽盐麗丽麥麦齊齐齒齿龔龚龜龟與与豐丰個个們们倫伦偉伟側侧傑杰備备傳传優优兒儿內内兩两劃划劇剧勝胜
勞劳勵励勳勋勢势協协單单參参員员問问喬乔團团圖图圓圆堅坚報报塢坞塊块塵尘墾垦壇坛壯壮壽寿夢梦奧奥婁娄媽妈寬宽審审
寶宝將将導导屆届層层岡冈峽峡崑昆崢峥嶄崭嶽岳巒峦帥帅帶带幣币幫帮幹干幾几庫库廠厂強强彎弯彌弥後后從从復复徵征恆恒
悅悦態态慶庆應应懷怀戰战戶户擁拥擇择據据攝摄敘叙數数斷断時时晉晋晝昼曉晓曆历書书會会條条棗枣棟栋楓枫樂乐樓楼標标
樹树機机檔档檢检櫻樱權权歐欧歡欢歲岁歷历歸归殘残殼壳毀毁氣气決决沒没涇泾淺浅渦涡測测渾浑湯汤滄沧溫温滿满漁渔漣涟
潔洁潛潜潤润潯浔澤泽澗涧濃浓濕湿
"""
TRADITIONAL = {
    ord(first): second for line in _PAIRS.split() for first, second in zip(line[::2], line[1::2], strict=True)
}

CAMPUS = re.compile(r"[（(【\[][^）)】\]]{0,12}(?:校区|分校|校部|分园|园区|学部|高中部|初中部|小学部)[）)】\]]")
CLOSED = re.compile(r"已(?:经)?(?:被)?(?:撤并|撤销|撤点|合并|停办|停止办学|关闭|注销|取消)")
PLACE = re.compile(r"[^县区市]{1,6}[县区市](?=.{4,})")
SUFFIX = re.compile(r"(?:自治县|[县区市旗])$")


def short_name(name: str) -> str:
    """The name without the county or city it begins with: 石桥县第三中学 → 第三中学."""
    return PLACE.sub("", name, count=1)[:40] if PLACE.match(name) else name[:40]


def has_campus(name: str) -> bool:
    """Whether a name carries a campus in brackets; a campus is no school of its own (scope.campuses)."""
    return CAMPUS.search(name) is not None


def says_closed(remark: str) -> bool:
    """Whether a remark says that the school no longer exists."""
    return CLOSED.search(remark) is not None


def match_district(text: str, names: Iterable[str]) -> str | None:
    """The one district a text may mean: without its suffix, or with the city before it."""
    bare = SUFFIX.sub("", text)
    found = [
        name
        for name in names
        if text and (SUFFIX.sub("", name) == bare or (text.endswith(name) and len(text) > len(name)))
    ]
    return found[0] if len(found) == 1 else None
