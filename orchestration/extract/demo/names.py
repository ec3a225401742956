"""Names of people, companies and places that nobody bears: word lists, and how they are put together.

Belongs here: words. Does not belong here: who gets which. Domains end with `.demo`, which is no top-level domain, so that no letter to
a made-up person ever reaches a real one; phone numbers are of the ranges that the regulators keep for drama where there are such, else of
a plainly made-up sort; IP addresses are of the ranges for documentation and tests (RFC 2544, RFC 5737).
"""

from __future__ import annotations

FIRST = """
Ada Alma Anja Arne Astrid Bela Bente Birte Bruno Carla Cedric Clara Dario Doris Edda Egon Elias Elke Emil Enno Esther Falk Fenja
Fiona Frida Gerd Gesa Greta Hagen Hanne Heike Henrik Ida Ilka Ingmar Iris Ivo Jana Jasper Jette Joris Juna Kai Karla Kilian Klara
Lasse Lea Leif Lene Levin Lotte Malte Marit Mats Merle Mila Nele Nils Nora Ole Onno Paula Pia Quirin Ragna Rieke Rolf Ronja Runa
Selma Silas Sina Sven Tabea Thea Till Tilda Uta Veit Vera Wanda Wim Xaver Yara Yorick Zoe
""".split()

_LAST_BEGIN = """
Adel Bern Blum Brand Buch Dorn Eber Eich Eller Falk Feld Gern Grau Hage Hein Hell Kern Klar
Lind Loh Mark Mohr Nord Ost Rein Roth Sand Steg Tann Voll Wald Wend
""".split()
_LAST_END = """
auer bach berger brink dahl eder feld gart hof horst kamp lau loh mann mark
meister rath ried scheid sen stedt stein ström tal thal wick wieser
""".split()
LAST = [begin + end for begin in _LAST_BEGIN for end in _LAST_END if begin.lower()[-1] != end[0]]

COMPANY_BEGIN = """
Adler Alster Arve Berken Borner Brunn Calber Corda Delve Dorr Eider Elvan Ferro Fluva Gerlo Glann Halden Harz Hester Ilmen Isarn
Jader Jura Kander Kelder Lahnd Lauter Levant Lodden Marlo Mindel Morva Naver Nidda Norden Oderin Ostra Pegn Polder Quarz Rega Rhenus
Ruhland Saalen Selke Sorven Tauber Terno Torven Ulster Unstrut Velde Verra Wande Weser Wupper Xanten Yser Zellin Zorn
""".split()
COMPANY_MIDDLE = """
aqua chem dos fab flux form guss hydro lab masch mix nutri pack pap pharm plast proc pur sal stahl therm tec trans vital wasser werk
""".split()
COMPANY_END = """
bau dorf feld gard hagen heim hall kamp land mark mund net point quell ried see stadt tal ton um ville wald wick
""".split()
LEGAL = {
    "DE": "GmbH", "AT": "GmbH", "CH": "AG", "NL": "B.V.", "BE": "NV", "FR": "SAS", "IT": "S.r.l.", "GB": "Ltd", "PL": "Sp. z o.o.",
    "CZ": "s.r.o.", "DK": "A/S", "SE": "AB", "US": "Inc.", "ES": "S.L.", "PT": "Lda.", "IN": "Pvt Ltd",
}  # fmt: skip

# Region and cities of each country: the regions are real, the cities are not.
PLACES = {
    "DE": [("Bavaria", "Lindach am See"), ("North Rhine-Westphalia", "Wupperhagen"), ("Lower Saxony", "Eidersted"), ("Saxony", "Mulden"),
           ("Baden-Württemberg", "Neckarhall"), ("Hesse", "Lahnfurt"), ("Hamburg", "Alsterau")],
    "AT": [("Styria", "Murbruck"), ("Upper Austria", "Traunwels")],
    "CH": [("Aargau", "Reussegg"), ("Zurich", "Glattikon")],
    "NL": [("Gelderland", "Waalhoven"), ("South Holland", "Nieuwmaas")],
    "BE": [("Flanders", "Scheldegem")],
    "FR": [("Grand Est", "Mosellac"), ("Occitanie", "Tarnville")],
    "IT": [("Lombardy", "Addana"), ("Veneto", "Brentara")],
    "GB": [("Yorkshire", "Airebeck"), ("West Midlands", "Tamesford")],
    "PL": [("Silesia", "Odrzany"), ("Masovia", "Bugowo")],
    "CZ": [("Moravia", "Dyjenec")],
    "DK": [("Jutland", "Gudenby")],
    "SE": [("Skåne", "Kävsta")],
    "US": [("Ohio", "Scioto Bend"), ("Texas", "Brazos Mill")],
    "ES": [("Aragon", "Ebrolla")],
    "PT": [("Centro", "Mondegal")],
}  # fmt: skip

_AREAS = (212, 213, 214, 216, 224, 303, 312, 313, 330, 404, 412, 415, 503, 512, 513, 602, 614, 617, 713, 937)
# How numbers of a country begin, and how many digits are left to count with. Germany, France, Britain, Sweden and the United States
# keep ranges for drama; elsewhere the digits are plainly made up.
PHONES = {
    "DE": (["+49 30 23125", "+49 69 90009", "+49 40 66969", "+49 221 4710", "+49 89 99998"], 4),
    "AT": (["+43 1 555"], 4),
    "CH": (["+41 44 555", "+41 22 555"], 4),
    "NL": (["+31 20 555"], 4),
    "BE": (["+32 2 555"], 4),
    "FR": (["+33 1 99 00", "+33 2 61 91", "+33 3 53 01", "+33 4 65 71", "+33 5 36 49"], 4),
    "IT": (["+39 02 5550"], 4),
    "GB": (["+44 20 7946 0", "+44 113 496 0", "+44 121 496 0", "+44 131 496 0", "+44 161 496 0"], 3),
    "PL": (["+48 22 555"], 4),
    "CZ": (["+420 225 55"], 4),
    "DK": (["+45 35 55"], 4),
    "SE": (["+46 31 390 06", "+46 8 465 004", "+46 40 628 04"], 2),
    "US": ([f"+1 {area} 555 01" for area in _AREAS], 2),
    "ES": (["+34 911 55"], 4),
    "PT": (["+351 21 555"], 4),
}  # fmt: skip

TITLES = {
    "c_level": ["Managing Director", "Chief Operating Officer", "Owner"],
    "director": ["Plant Director", "Head of Production", "Head of Maintenance", "Head of Engineering"],
    "manager": ["Maintenance Manager", "Process Manager", "Purchasing Manager", "Project Manager"],
    "specialist": ["Process Engineer", "Maintenance Engineer", "Buyer", "Laboratory Technician"],
    "assistant": ["Office Assistant", "Purchasing Assistant"],
}

# As people write their country in a form.
COUNTRY_WORDS = {
    "DE": "Germany", "AT": "Österreich", "CH": "Switzerland", "NL": "The Netherlands", "BE": "Belgium", "FR": "France", "IT": "Italia",
    "GB": "United Kingdom", "PL": "Poland", "CZ": "Czechia", "DK": "Denmark", "SE": "Sweden", "US": "USA", "ES": "España", "PT": "Portugal",
}  # fmt: skip
