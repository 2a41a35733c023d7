"""Patterns and word lists from which the replica's prose is drawn."""

from __future__ import annotations

__all__ = ["LISTS", "PERSON_GIVEN", "PERSON_SURNAMES", "SENTENCES", "TITLES"]

PERSON_SURNAMES = (
    "Bai Cai Cheng Cui Deng Fan Fang Gao Gu He Hou Hu Jiang Jin Kong Lei Liang Lin Lu Luo "
    "Ma Meng Ni Pan Peng Qian Qin Ren Shao Shen Shi Song Su Sun Tan Tang Tao Wan Wei Xia "
    "Xie Xu Yan Yao Ye Yin Yu Yuan Zeng Zhong Zhou Zhu Zou"
)
PERSON_GIVEN = (
    "Anran Bowen Chenxi Dawei Fangyu Guoliang Haoran Huimin Jiaqi Jianhua Jingyi Junjie "
    "Kexin Lanfang Liwei Mengting Minghao Peiwen Qiming Ruoxi Shaofeng Shuyi Siyuan "
    "Tianyu Weimin Wenjing Xiaolan Xinyi Xueqin Yahui Yichen Yongkang Yuting Zehua "
    "Zhengguo Zhiyuan Zihan"
)

LISTS = {
    kind: words.split("|")
    for kind, words in {
        "school": (
            "School of Optics and Photonics|Business College|"
            "School of Mechanical Engineering|College of Medical Devices|"
            "School of Energy and Power|College of Design|"
            "School of Environment and Architecture|College of Foreign Languages|"
            "School of Materials|College of Science|Printing and Media Institute|"
            "Sino-German College|School of Computing and Control"
        ),
        "office": (
            "International Office|Graduate School|Student Affairs Office|"
            "University Library|Office of Research|Alumni Association|Sports Department|"
            "Teaching Centre|Youth League Committee|Logistics Department"
        ),
        "partner": (
            "University of Northern Hesse|Lakeside Institute of Technology|"
            "Royal Polytechnic of Valmont|Hamada University|Technical College of Karlsfeld|"
            "University of Port Albion|Silesian Academy of Engineering|Kyongdo University|"
            "Institute of Applied Sciences in Tampere Bay|Universidad del Río Claro|"
            "Nordhafen University of Applied Sciences|Western Prairie State University"
        ),
        "visitor": (
            "Dr. Ingrid Bauer|Professor Martin Oakes|Dr. Lucía Herrera|"
            "Professor Jun Tanaka|Mr. Peter Lindqvist|Ms. Amara Diallo|"
            "Professor Klaus Jäger|Dr. Helen Marsh|Professor Olga Petrova|Mr. Rajesh Menon|"
            "Dr. Søren Holm|Ms. Claire Dubois"
        ),
        "field": (
            "terahertz imaging|micro-optics|clean combustion|rehabilitation robotics|"
            "smart logistics|green printing|thermal management|food safety testing|"
            "additive manufacturing|urban drainage|image recognition|heat pumps|"
            "biomedical sensors|supply chain finance|composite materials|laser welding"
        ),
        "event": (
            "Science and Culture Week|Spring Career Fair|Forum of Young Scholars|"
            "Innovation Contest|Summer School|Cross-disciplinary Seminar|Robot Challenge|"
            "International Food Festival|Campus Marathon|Reading Season|Charity Bazaar|"
            "Teaching Skills Competition|Autumn Concert|Exhibition of Student Works"
        ),
        "place": (
            "Grand Hall|Sports Centre|Library Square|Riverside Auditorium|Lecture Hall 3|"
            "Old Gymnasium|Exchange Centre|Student Plaza|Engineering Building|Rose Garden|"
            "West Campus|Music Hall"
        ),
        "lab": (
            "Key Laboratory of Precision Optics|Centre for Medical Devices|"
            "Wind Tunnel Laboratory|Open Innovation Workshop|Engine Test Bench|"
            "Additive Manufacturing Centre|Virtual Simulation Laboratory|"
            "Micro-Nano Platform|Institute of Cold Chain Technology"
        ),
        "prize": (
            "first prize|gold medal|Best Paper Award|Outstanding Mentor Award|second prize|"
            "Rising Star Award|Award for Practical Innovation|silver medal"
        ),
        "company": (
            "Eastlight Instruments|Huarong Medical|Blue Harbour Logistics|Weida Power|"
            "Tongji Printing Works|Northgate Robotics|Jinqiao Semiconductors|"
            "Pujiang Turbines"
        ),
        "month": (
            "January|February|March|April|May|June|July|August|September|October|November|December"
        ),
        "rank": "Vice President|Dean|Deputy Dean|Director|Professor|Secretary",
        "crowd": "students|teachers|alumni|guests|researchers|volunteers|graduates",
        "town": "Suzhou|Munich|Kyoto|Ningbo|Hamburg|Chengdu|Turin|Lyon|Xi’an",
    }.items()
}

TITLES = (
    "{event} Held in the {place}",
    "{event} Opens with {many} Participants",
    "{visitor} Visits the {lab}",
    "USST and {partner} Sign Agreement on {field}",
    "Delegation of {partner} Visits USST",
    "{school} Wins {prize} in {field}",
    "{many} Students Join the {event}",
    "New {lab} Comes into Use",
    "USST Team Reports Progress in {field}",
    "{company} Donates Equipment to the {school}",
    "{school} Welcomes {some} Exchange Students from {town}",
    "Lecture by {visitor} on {field}",
    "{person} Awarded the {prize}",
    "{office} Holds Training on {field}",
    "{event} Brings {town} and Shanghai Closer",
    "Alumni of the {school} Return after {some} Years",
    "{few} Projects on {field} Pass Acceptance",
    "Workshop on {field} Concludes in {town}",
    "{school} and {company} Set Up Joint Laboratory",
    "How {person} Turned {field} into a Career",
)

SENTENCES = (
    "The {event} was held in the {place} on the morning of {month} {day}.",
    "More than {many} {crowd} from {some} universities took part.",
    "{rank} {person} welcomed the guests and thanked the {office} for months of preparation.",
    (
        "In the opening speech, {person} recalled how the {school} had grown from {few} "
        "classrooms to {some} laboratories."
    ),
    "{visitor} of the {partner} gave a lecture on {field} and answered questions for an hour.",
    "According to the {office}, applications rose by {percent} percent over the year before.",
    "The two sides agreed to exchange {some} students a year, beginning in {month}.",
    (
        "“We came to learn, and we leave with {few} new friends,” said {person}, a sophomore of "
        "the {school}."
    ),
    "The team led by {person} has worked on {field} since its members met in {town}.",
    "Their prototype uses {percent} percent less energy than the machine it replaces.",
    "After {few} rounds of reviews, the jury gave the {prize} to the {school}.",
    "Visitors walked through the {lab} and tried out {few} of the exhibits themselves.",
    "{company} provided {some} internships and a fund for young researchers.",
    "At {clock} o’clock the whistle blew, and {lots} people began to run along the river.",
    "A survey among {lots} {crowd} shows that {percent} percent would take part again.",
    "The agreement was signed by {person} and {visitor}.",
    "{person}, who heads the {office}, called the result a beginning rather than an end.",
    "The paper appeared in {month} and has been cited {some} times since.",
    "For {few} weeks the volunteers met every evening in the {place}.",
    "The {school} will open {few} courses on {field} next term.",
    "Beside the lectures there were {few} guided tours, a concert and a dinner in the {place}.",
    "The delegation then visited the {lab}, where {person} explained the measurements.",
    "Experts from {town} praised the project for its link between {field} and daily life.",
    "The equipment, worth {many} thousand yuan, will serve {crowd} of three schools.",
    "{some} posters hung in the {place}, and each was defended by its author.",
    "Registration for the {event} is open until {month} {day}.",
    "Last year’s winner, {person}, handed over the cup.",
    "“A good engineer listens first,” {visitor} told the {crowd}.",
    "The {partner} has been a partner of USST for {some} years.",
    "Since {month}, {many} families have tested the device at home.",
    "{rank} {person} stressed that safety comes before speed.",
    "The jury heard {some} presentations in two days.",
    "Half of the {crowd} had travelled from {town} by night train.",
    "In the afternoon {few} parallel sessions dealt with {field}, {field2} and {field3}.",
    "All in all, the {event} cost {percent} percent of what had been planned.",
    "{person} closed the meeting with a poem written by a first-year student.",
    "The {office} has put the slides of all {some} talks on its pages.",
    "Rain fell all day, yet {many} seats in the {place} were taken.",
    "The exhibition traces the road from the first lathe of the school to {field} of today.",
    "Each of the {few} groups received a budget of {lots} yuan.",
    "{company} and the {school} have shared the {lab} since it was built.",
    "Among the {crowd} were {some} from abroad, most of them in their first term.",
    "The next meeting takes place in {town} in {month}.",
    "Measurements over {some} days showed an error below {few} percent.",
    "“Nobody had expected {lots} visitors,” said {person} of the {office}.",
    "The method was first tried by {person} in the {lab}.",
    "It took the {crowd} of the {school} {few} months to build the boat.",
    "A choir of {some} voices opened the evening with songs from {town}.",
    "The {prize} is given every second year to {few} people under forty.",
    "With {field} as its theme, the contest drew {many} entries.",
    "The programme leaves room for {few} free afternoons, which most spent in the {place}.",
    "{visitor} and {person} will publish the results together.",
    "Plans for a second building with {some} rooms were shown to the {crowd}.",
    "Doctors of {few} hospitals tested the sensor and proposed {some} changes.",
    "The library now lends {lots} books on {field} alone.",
    "Every {crowd} group was led by a teacher of the {school}.",
    "A bus left the {place} every {some} minutes until late in the evening.",
    "Questions about {field} led to a lively discussion between {person} and {visitor}.",
    "The money raised, {lots} yuan in all, goes to a village school near {town}.",
    "{person} has taught at the {school} for {some} years.",
    "The model predicts the load {few} hours ahead and is right in {percent} of a hundred cases.",
    "In her report, {person} compared {few} ways of teaching {field}.",
)
