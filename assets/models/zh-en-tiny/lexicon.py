"""The words of the grammar: Chinese first, then English.

In a phrase, `word:n` translates the n-th Chinese word of its line, and a word without a number
translates none (articles, mostly).
"""

from __future__ import annotations

# Chinese; base/third person/-ing/past; what follows the verb.
ACTIVITIES = """
打 篮球 | play/plays/playing/played | basketball:1
打 网球 | play/plays/playing/played | tennis:1
打 排球 | play/plays/playing/played | volleyball:1
打 电话 | make/makes/making/made | phone:1 calls:1
踢 足球 | play/plays/playing/played | football:1
弹 钢琴 | play/plays/playing/played | the piano:1
弹 吉他 | play/plays/playing/played | the guitar:1
拉 小提琴 | play/plays/playing/played | the violin:1
下 棋 | play/plays/playing/played | chess:1
看 书 | read/reads/reading/read | books:1
看 报纸 | read/reads/reading/read | newspapers:1
看 电影 | watch/watches/watching/watched | films:1
看 电视 | watch/watches/watching/watched | television:1
听 音乐 | listen/listens/listening/listened | to music:1
听 故事 | listen/listens/listening/listened | to stories:1
喝 茶 | drink/drinks/drinking/drank | tea:1
喝 咖啡 | drink/drinks/drinking/drank | coffee:1
喝 牛奶 | drink/drinks/drinking/drank | milk:1
喝 水 | drink/drinks/drinking/drank | water:1
吃 苹果 | eat/eats/eating/ate | apples:1
吃 面条 | eat/eats/eating/ate | noodles:1
吃 米饭 | eat/eats/eating/ate | rice:1
吃 鱼 | eat/eats/eating/ate | fish:1
做 蛋糕 | make/makes/making/made | cakes:1
做 作业 | do/does/doing/did | homework:1
学 中文 | study/studies/studying/studied | Chinese:1
学 英文 | study/studies/studying/studied | English:1
学 数学 | study/studies/studying/studied | maths:1
写 信 | write/writes/writing/wrote | letters:1
写 诗 | write/writes/writing/wrote | poems:1
画 花 | draw/draws/drawing/drew | flowers:1
画 山 | draw/draws/drawing/drew | mountains:1
骑 自行车 | ride/rides/riding/rode | bicycles:1
买 衣服 | buy/buys/buying/bought | clothes:1
买 水果 | buy/buys/buying/bought | fruit:1
唱歌 | sing/sings/singing/sang |
跳舞 | dance/dances/dancing/danced |
做饭 | cook/cooks/cooking/cooked |
游泳 | swim/swims/swimming/swam |
跑步 | run/runs/running/ran |
睡觉 | sleep/sleeps/sleeping/slept |
工作 | work/works/working/worked |
旅行 | travel/travels/travelling/travelled |
"""

# Chinese; English; whom the verb agrees with.
PRONOUNS = """
我 | I:0 | I
你 | you:0 | you
他 | he:0 | he
她 | she:0 | he
我们 | we:0 | you
你们 | you:0 | you
他们 | they:0 | you
小明 | Xiaoming:0 | he
小红 | Xiaohong:0 | he
老师 | the teacher:0 | he
医生 | the doctor:0 | he
妈妈 | Mum:0 | he
爸爸 | Dad:0 | he
孩子们 | the children:0 | you
学生们 | the students:0 | you
"""
OWNERS = """
我的 | my:0
你的 | your:0
他的 | his:0
她的 | her:0
我们的 | our:0
他们的 | their:0
"""
KIN = """
朋友 | friend:0
哥哥 | older:0 brother:0
弟弟 | younger:0 brother:0
姐姐 | older:0 sister:0
妹妹 | younger:0 sister:0
同学 | classmate:0
"""

# Chinese; a place one is in; the same after "go".
PLACES = """
学校 | at:? school:0 | to school:0
公园 | in:? the park:0 | to the park:0
图书馆 | in:? the library:0 | to the library:0
办公室 | in:? the office:0 | to the office:0
教室 | in:? the classroom:0 | to the classroom:0
商店 | in:? the shop:0 | to the shop:0
饭馆 | in:? the restaurant:0 | to the restaurant:0
医院 | in:? the hospital:0 | to the hospital:0
北京 | in:? Beijing:0 | to Beijing:0
上海 | in:? Shanghai:0 | to Shanghai:0
中国 | in:? China:0 | to China:0
家 | at:? home:0 | home:0
"""

HABITS = """
每天 | every:0 day:0
每天 早上 | every:0 morning:1
每天 晚上 | every:0 evening:1
早上 | in the morning:0
晚上 | in the evening:0
周末 | on weekends:0
星期一 | on Monday:0
星期天 | on Sunday:0
"""
PAST = """
昨天 | yesterday:0
昨天 晚上 | yesterday:0 evening:1
昨天 早上 | yesterday:0 morning:1
上个星期 | last:0 week:0
"""
FUTURE = """
明天 | tomorrow:0
明天 早上 | tomorrow:0 morning:1
明天 晚上 | tomorrow:0 evening:1
下个星期 | next:0 week:0
"""

# Chinese; English. Of people, then of things.
MOODS = """
高兴 | happy:0
累 | tired:0
忙 | busy:0
饿 | hungry:0
聪明 | clever:0
年轻 | young:0
健康 | healthy:0
"""
QUALITIES = """
大 | big:0
小 | small:0
新 | new:0
旧 | old:0
贵 | expensive:0
漂亮 | beautiful:0
有意思 | interesting:0
好 | good:0
"""

PROFESSIONS = """
老师 | teacher:0/teachers:0
医生 | doctor:0/doctors:0
学生 | student:0/students:0
作家 | writer:0/writers:0
司机 | driver:0/drivers:0
科学家 | scientist:0/scientists:0
"""

# Measure word; noun; English one and many.
THINGS = """
本 | 书 | book:0/books:0
张 | 桌子 | table:0/tables:0
张 | 地图 | map:0/maps:0
把 | 椅子 | chair:0/chairs:0
把 | 雨伞 | umbrella:0/umbrellas:0
只 | 猫 | cat:0/cats:0
只 | 狗 | dog:0/dogs:0
只 | 鸟 | bird:0/birds:0
辆 | 汽车 | car:0/cars:0
辆 | 自行车 | bicycle:0/bicycles:0
个 | 苹果 | apple:0/apples:0
个 | 杯子 | cup:0/cups:0
个 | 书包 | schoolbag:0/schoolbags:0
件 | 衬衫 | shirt:0/shirts:0
"""
NUMBERS = """
两 | two:0
三 | three:0
四 | four:0
五 | five:0
十 | ten:0
"""

# Where a thing may lie: Chinese noun; Chinese position; English.
SPOTS = """
桌子 | 上 | on:1 the table:0
椅子 | 上 | on:1 the chair:0
床 | 上 | on:1 the bed:0
书包 | 里 | in:1 the schoolbag:0
房间 | 里 | in:1 the room:0
汽车 | 里 | in:1 the car:0
桌子 | 下 | under:1 the table:0
床 | 下 | under:1 the bed:0
"""


def lines(table: str) -> list[list[str]]:
    """The cells of each line of a table."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
