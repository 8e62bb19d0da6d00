"""Values that stand where a phrase has a gap: titles, dates, paths, topics and texts of many shapes."""

import random
from collections.abc import Callable, Mapping, Sequence

VERBS = (
    "buy call book clean fix order pay renew send write check return pick up|water|feed|paint|repair|cancel|collect|"
    "prepare|review|finish|sign|print|scan|submit|update|test|wash|iron|sort out|plan|organise|organize|read|open|"
    "delete|find|email|move|copy|rename|list|file|show|remove|change|reply to|answer|ask about|look up|look for|search for|"
    "measure|replace|install|back up|download|upload|cook|bake|visit|invite|thank|text|ring|phone|chase|proofread|"
    "translate|draft|confirm|compare|charge|empty|defrost|hoover|mow|trim|wrap|post|donate|sell|complete|study|practise"
)
VERB_LIST = tuple(
    verb for part in VERBS.split("|") for verb in (part.split() if part.startswith("buy") else [part]) if verb != "up"
)
OBJECTS = (
    "milk|bread|eggs|cat food|a birthday present|the dentist|mum|dad|grandma|Anna|Mr. Fischer|Dr. O'Neil|the bank|the landlord|"
    "the electricity bill|the invoice|invoice 2041|the report|the Q3 report|the tax return|my passport|the car|the bike|"
    "the kitchen tap|the windows|the oven|the plants|the dog|the tickets|a table for 4|flights to Lisbon|a hotel in Rome|"
    "the contract|the slides|slides for Monday's meeting|chapter 7|chapters 3 and 4|the homework|the to-do list|the file for Sam|"
    "the folder on the desk|the shared folder|the old emails|the newsletter|the budget|the budget for 2027|the guest list|"
    "the packing list|the shopping list|the meeting notes|the backup drive|the printer|new socks|a new phone case|"
    "size 9 shoes|2 litres of milk|3 lemons|10 stamps|batteries (AA)|the parcel|library books|the gym membership|"
    "Netflix subscription|the insurance|the team|the client|HR|IT support|the plumber|the electrician|the vet|the school|"
    "the neighbours|kids' school shoes|Tom's laptop|mum's glasses|the reviewers' comments|the server logs|ticket #482|"
    "PR 1187|the release notes|version 2.4|the database|the login page|the API docs|the CV|a cover letter|the article|"
    "the garden|the attic|the garage|the bathroom|bins|the laundry|a cake|lasagne|soup for the party|Café table|the crème brûlée dish"
).split("|")
WHOLE_TITLES = (
    "dentist|milk|groceries|laundry|taxes|team meeting|standup notes|gym|physio|yoga class|parents' evening|MOT|car service|"
    "flu jab|haircut|date night|wedding speech|board meeting|1:1 with Priya|Q4 planning|expense report|rent|council tax|"
    "passport photos|hand in homework|wish Ben a happy birthday|ask for a raise|apply for the job at Acme|be nice to Karl|"
    "get the car washed|get 5 apples|go for a run|go to the post office|take out the rubbish|take the cat to the vet|"
    "do the dishes|do 20 push-ups|have a word with Lisa|let the plumber in|make a list of songs|make a folder for receipts|"
    "pick up the kids|pick up parcel no. 55-12|put the bins out|put up shelves|set up the printer|turn off the heating|"
    "talk to Mia about the trip|meet Jonas at 7|learn 30 Spanish words|read 'Dune'|watch \"The Bear\"|say sorry to Ed|"
    "think about the name|tidy desk|update iOS to 18.2|run backups|deploy v1.0.3|merge branch fix/login|"
    "milk, eggs and bread|bread & butter|call: Anna, Tom|pay £20 to Jo|pay 49.99 € to Vodafone|send $300 to Alex|"
    "reply to mail from Kim|write to www.example.org|email bob@example.com|email Sarah the figures|ring 0170 5551234|"
    "finish essay (draft 2)|buy AA-batteries x4|ship order A-17/3|check room 4.12|re-read page 42|order pizza 🍕|"
    "water plants 🌱|walk the dog 🐶|prep for C++ exam|submit form 27B/6|fill in the 2026 form|sort photos from summer 2024|"
    "plan mum's 60th|book Rock'n'Roll tickets|cancel the 9 o'clock|find a new flat|find the missing sock|list the car on eBay|"
    "delete old photos|open a savings account|read the lease|move the sofa|move house|rename the cat's insurance|"
    "show Ben the garden|search for cheap flights|create a playlist|add salt to the softener|complete the census|finish what I started"
).split("|")
TITLES_BY_LANGUAGE = {
    "de": "Milch kaufen|den Zahnarzt anrufen|Steuererklärung machen|Müll rausbringen|Oma besuchen|Bücher zurückgeben|"
          "die Rechnung 1042 bezahlen|Blumen gießen|Geschenk für Jörg kaufen|Auto zum TÜV bringen|Bad putzen".split("|"),
    "fr": "acheter du lait|appeler le dentiste|payer la facture|sortir les poubelles|réserver l'hôtel|écrire à Zoé|"
          "préparer le dîner|rendre les livres|acheter 3 baguettes|nettoyer la cuisine".split("|"),
    "es": "comprar leche|llamar al dentista|pagar la factura|sacar la basura|reservar el hotel|escribir a Íñigo|"
          "regar las plantas|devolver los libros|comprar 2 kilos de patatas|limpiar la cocina".split("|"),
}  # fmt: skip
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
PROJECTS = (
    "work|home|garden|house|school|uni|office|health|finance|holiday|wedding|website|Apollo|thesis|kitchen|family|"
    "fitness|marketing|move|renovation|Q3|Project X|client A|side project|book club|band|taxes 2026|Acme|blog|personal|studies|sales|launch|errands"
).split("|")
NOTES = (
    "the number is 555 2041|ask for Lisa|bring the red folder|it costs about 40 euros|the code is 8812|use the blue form|"
    "only the organic one|in room 12|talk to Sam first|take the receipt along|they close at 6|second door on the left|"
    "see email from Monday|size 42|not the cheap one|call before 10|he prefers tea|waiting for Tom's answer|needs two signatures|"
    "check the warranty|parking is behind the house"
).split("|")
STEMS = (
    "budget|notes|report|shopping|recipe|recipes|invoice|letter|cv|diary|journal|todo|todos|tasks|ideas|plan|holiday|travel|"
    "meeting|minutes|agenda|contacts|passwords|invoice_2041|invoice-march|tax2025|draft|thesis|chapter1|chapter_02|readme|"
    "changelog|license|config|settings|data|results|summary|packing-list|packing|guest_list|gifts|birthday|wedding|garden|"
    "workout|lyrics|song|poem|story|essay|homework|lecture|slides|project|roadmap|budget2026|bank|insurance|rent|contract|"
    "lease|car|medical|vaccines|menu|wifi|books|movies|wishlist|expenses|salary|timesheet|standup|retro|hello|test|script|main|index|"
    "app|utils|server|log|error|backup|old|new|final|final_v2|Q3-report|2026-01-15|week12|Anna|Lisbon|monday"
).split("|")
EXTENSIONS = "txt md txt md txt md pdf csv json py docx xlsx html log yaml yml toml xml ts js css sh ini odt rtf tex png jpg".split()
FOLDERS = (
    "Documents|documents|notes|Notes|projects|Projects|work|Work|archive|Archive|photos|Photos|Pictures|Downloads|downloads|"
    "recipes|Recipes|invoices|Invoices|taxes|reports|drafts|old|backup|music|school|uni|private|family|travel|2025|2026|"
    "src|docs|tests|data|bin|letters|contracts|clients|Acme|holiday|images|Desktop|tmp|done|later|misc|letters 2026|Tax Documents|Summer Trip"
).split("|")
DOTFILES = (".env|.gitignore|.bashrc|.zshrc|.profile|.vimrc|.editorconfig|.npmrc|.hidden|.config/settings.toml|.ssh/config|.local.env").split("|")
BARE = "Makefile|README|LICENSE|Dockerfile|TODO|NOTES|CHANGELOG|hosts|notes|INSTALL|todo|Procfile".split("|")
SPACED = (
    "shopping list.txt|meeting notes.md|My Diary.txt|Tax Return 2025.pdf|grocery list.md|Letter to Anna.docx|To Do.txt|"
    "holiday plans.md|budget 2026.xlsx|Chapter 1.md|new ideas (2).txt|guest list - final.txt|wifi password.txt|Bob's notes.txt"
).split("|")
TOPICS = (
    "milk|passport|the wedding|wedding|Lisbon|invoice|invoices|budget|birthday|dentist|Anna|Dr. Meyer|vacation|holiday|"
    "insurance|the rent|rent|tax|taxes|Python|TODO|FIXME|deadline|password|password reset|wifi|the garden|apples|apple pie|"
    "chocolate cake|coffee|yoga|football|guitar|the meeting on monday|meeting|Q3|Q3 targets|project Apollo|Apollo|climate change|"
    "quantum physics|black holes|dinosaurs|Rome|ancient Rome|cats|dogs|the moon|the sea|space|music|jazz|chess|history|money|"
    "car insurance|electricity|internet contract|health|vaccination|flights|flight LH 402|hotel|train tickets|Berlin|tomatoes|"
    "bike|mum|my boss|salary|contract|server|database|bug 231|error 404|import os|README|recipe|recipes|pancakes|lasagne|presents|"
    "christmas|new year|plumber|landlord|school|homework|exam|blood test|battery|keys|the blue folder|reports|files|lists|tasks"
).split("|")
GENERAL_TOPICS = (
    "files|folders|lists|to-do lists|tasks|time management|computers|hard drives|email|procrastination|deadlines|projects|"
    "coffee|music|jazz|football|Python|programming|the moon|space|black holes|dinosaurs|cats|dogs|cooking|pasta|love|sleep|"
    "history|ancient Rome|Paris|Berlin|Japan|the sea|robots|artificial intelligence|climate change|money|happiness|yoga|running|"
    "gardening|books|poetry|maths|physics|electricity|the internet|chess|art|photography|language learning|Spanish|dreams|winter|spring|"
    "planning|notes|reminders|backups|spreadsheets|calendars|a good morning routine|tea|bread|volcanoes|whales|bees|my cat|my weekend"
).split("|")
PEOPLE = "Albert Einstein|Marie Curie|Ada Lovelace|Mozart|Picasso|Shakespeare|Napoleon|Cleopatra|Alan Turing|Nelson Mandela|Grace Hopper|Plato".split("|")
SKILLS = (
    "learn guitar|cook rice|stay focused|stop procrastinating|sleep better|save money|organise my files|manage my tasks|"
    "write a letter|learn french|get fit|tie a tie|make coffee|remember names|keep a list|plan my week|name my folders|back up my computer"
).split("|")
CONTENTS = (
    "hello world|Hello, world!|milk, eggs, bread|buy more coffee|the meeting is at 3pm|Dear Anna, thanks for the gift|"
    "call mum|call me back|x = 1|print('hi')|name,age|a,b,c|1. milk 2. bread|remember the milk|password: 1234|this is a test|"
    "test|my first note|I love you|notes from today|the wifi code is 8812|TODO: clean up|{\"a\": 1}|# Ideas|- one\n- two|"
    "I was here|some text|we leave at 9:30|total: 42.50 €|ask Tom about the keys|Lisa owes me 20 euros|happy birthday Ben!|"
    "the quick brown fox|gate B12, seat 14A|good ideas come slowly|draft|version 2|Sehr geehrte Damen und Herren|bonjour|see you on friday"
).split("|")
EDITS = (
    "foo>bar|teh>the|Monday>Tuesday|monday>friday|2025>2026|red>blue|draft>final|Anna>Anne|10>12|9:30>10:00|hello>goodbye|"
    "Hello>Hi|colour>color|v1.0>v1.1|localhost>example.com|true>false|DEBUG>INFO|milk>oat milk|old title>new title|40 €>45 €|"
    "Mr. Smith>Mrs. Smith|recieve>receive|apples>pears|todo>done|port 80>port 8080|left>right|open>closed|March>April|yes>no|room 12>room 14"
).split("|")


def lists_of(rng: random.Random) -> Mapping[str, Callable[[], str]]:
    """For each gap of the phrases a function that makes a fresh value."""
    return {
        "title": lambda: title(rng),
        "task": lambda: task(rng),
        "due": lambda: due(rng),
        "due_de": lambda: rng.choice("morgen|heute|am Freitag|nächste Woche|übermorgen|am 24. Dezember|morgen um 9 Uhr|in 3 Tagen".split("|")),
        "due_fr": lambda: rng.choice("demain|aujourd'hui|vendredi|lundi prochain|la semaine prochaine|demain à 9h|le 24 décembre".split("|")),
        "due_es": lambda: rng.choice("mañana|hoy|el viernes|el lunes|la próxima semana|mañana a las 9|el 24 de diciembre".split("|")),
        "priority": lambda: rng.choice(("high", "high", "low", "medium")),
        "project": lambda: rng.choice(PROJECTS),
        "notes": lambda: rng.choice(NOTES),
        "path": lambda: path(rng),
        "source": lambda: path(rng),
        "destination": lambda: rng.choice((path, path, folder))(rng),
        "content": lambda: rng.choice(CONTENTS).replace("\n", " "),
        "topic": lambda: rng.choice(GENERAL_TOPICS),
        "person": lambda: rng.choice(PEOPLE),
        "skill": lambda: rng.choice(SKILLS),
        "id": lambda: str(rng.randint(1, 120)),
    }


def kinds_of(rng: random.Random) -> Mapping[str, Callable[[], str]]:
    """What `{arg:kind}` stands for."""
    return {
        "folder": lambda: folder(rng),
        "newfolder": lambda: rng.choice((folder(rng), f"{rng.choice(STEMS)}", f"{rng.choice(STEMS)} {rng.randint(1, 2027)}")),
        "file": lambda: rng.choice((f"{rng.choice(STEMS)}.{rng.choice(EXTENSIONS)}", rng.choice(SPACED), rng.choice(DOTFILES), rng.choice(BARE))),
        "stem": lambda: rng.choice(STEMS),
        "ext": lambda: rng.choice(("pdf", "PDF", "txt", "csv", "json", "docx", "jpg", "png", "log", "xlsx", ".md", ".py", "html")),
        "dotext": lambda: "." + rng.choice(EXTENSIONS),
        "glob": lambda: rng.choice(("*.", "**/*.", "notes-*.", f"{rng.choice(STEMS)}*.")) + rng.choice(EXTENSIONS),
        "topic": lambda: rng.choice((rng.choice(TOPICS), rng.choice(TOPICS), rng.choice(GENERAL_TOPICS), rng.choice(STEMS))),
        "view": lambda: rng.choice(("today", "today", "tomorrow", "overdue", "upcoming")),
    }


def title(rng: random.Random) -> str:
    """What is to be done."""
    if rng.random() < 0.4:
        return rng.choice(WHOLE_TITLES)
    words = f"{rng.choice(VERB_LIST)} {rng.choice(OBJECTS)}"
    tail = rng.random()
    if tail < 0.08:
        words += f" and {rng.choice(OBJECTS)}"
    elif tail < 0.13:
        words += f" and {rng.choice(VERB_LIST)} {rng.choice(OBJECTS)}"
    elif tail < 0.2:
        words += rng.choice((" for the party", " with Tom", " at the office", " (urgent)", " from Ikea", " in room 3", " before we leave", ", the big one", " - again"))
    return words


def task(rng: random.Random) -> str:
    """A task as people refer to it: its whole title or some words of it."""
    roll = rng.random()
    if roll < 0.35:
        return title(rng)
    thing = rng.choice(OBJECTS if roll < 0.75 else WHOLE_TITLES)
    return thing.removeprefix("the ") if rng.random() < 0.5 else thing


def clock(rng: random.Random) -> str:
    """A time of day."""
    hour = rng.randint(1, 12)
    return rng.choice((
        f"{hour}", f"{hour}pm", f"{hour}am", f"{hour} pm", f"{hour}:30", f"{rng.randint(8, 22)}:{rng.choice(('00', '15', '30', '45'))}", "noon", f"{hour} o'clock", f"{hour}:15pm",
    ))  # fmt: skip


def due(rng: random.Random) -> str:
    """A date in words, of one to five words."""
    day, month, number = rng.choice(DAYS), rng.choice(MONTHS), rng.randint(1, 28)
    if rng.random() < 0.5:
        day, month = day.title(), month.title()
    plain = rng.choice(("today", "tomorrow", "tonight", day, day, f"next {day.lower()}", "next week", "this weekend", "next month", "tomorrow morning", f"this {day.lower()}", "the day after tomorrow", f"{day} evening", f"{day} morning"))
    counted = f"in {rng.choice(('2', '3', '4', '10', 'two', 'three', 'five', 'a'))}"
    counted += rng.choice((" week", " month", " day")) if counted == "in a" else rng.choice((" days", " weeks", " months", " hours"))
    dated = rng.choice((
        f"{number} {month}", f"{month} {number}", f"{month} {ordinal(number)}", f"the {ordinal(number)}", f"the {ordinal(number)} of {month}", f"{number}/{rng.randint(1, 12)}",
        f"{number}.{rng.randint(1, 12)}.", f"2026-{rng.randint(1, 12):02}-{number:02}", f"{number} {month[:3]}", f"{number} {month[:3]} 2027", f"{number}/{rng.randint(1, 12)}/2027", f"{month} {number}, 2027",
    ))  # fmt: skip
    ends = rng.choice(("end of month", "the end of the month", "the end of the week", "end of the year", "end of day", "eod", "easter monday", "christmas eve"))
    timed = f"{rng.choice(('today', 'tomorrow', day, day, f'next {day}', f'{number} {month}'))} at {clock(rng)}"
    loose = f"{rng.choice(('tomorrow', day))} {rng.choice(('5pm', '9am', '10:00', '14:30', 'at noon', 'before lunch', 'afternoon'))}"
    return rng.choices((plain, counted, dated, ends, timed, loose), weights=(9, 3, 5, 1, 4, 2))[0]


def ordinal(number: int) -> str:
    """1 -> 1st."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number not in (11, 12, 13) else 0, "th")
    return f"{number}{ending}"


def folder(rng: random.Random) -> str:
    """A folder as people write it."""
    name = rng.choice(FOLDERS)
    return rng.choices(
        (name, f"{name}/{rng.choice(FOLDERS)}", f"~/{name}", f"/home/{rng.choice(('me', 'anna', 'tom'))}/{name}", f"C:\\Users\\{rng.choice(('Me', 'Anna'))}\\{name}", f"{name}/"),
        weights=(14, 3, 2, 1, 1, 1),
    )[0]  # fmt: skip


def path(rng: random.Random) -> str:
    """A file as people write it: with folders, spaces, no extension, from the root or the home folder."""
    name = f"{_cased(rng, rng.choice(STEMS))}.{rng.choice(EXTENSIONS)}"
    place = rng.choice(FOLDERS).replace(" ", "_")
    return rng.choices(
        (
            name, f"{place}/{name}", f"{place}/{rng.choice(FOLDERS).replace(' ', '-')}/{name}", f"~/{place}/{name}", f"~/{name}", f"/home/tom/{name}",
            rng.choice(("/etc/hosts", f"/tmp/{name}", f"/var/log/{name}", f"/Users/anna/{place}/{name}")), f"C:\\Users\\Anna\\{place}\\{name}", f"D:\\{name}", f"./{name}", f"../{name}",
            rng.choice(DOTFILES), rng.choice(BARE), f"{place}/{rng.choice(BARE)}", rng.choice(SPACED), f"{place}/{rng.choice(SPACED)}",
        ),
        weights=(28, 10, 4, 4, 2, 2, 2, 3, 1, 1, 1, 4, 3, 2, 6, 2),
    )[0]  # fmt: skip


def _cased(rng: random.Random, stem: str) -> str:
    return rng.choices((stem, stem.title(), stem.upper()), weights=(8, 3, 1))[0]


def distinct(rng: random.Random, make: Callable[[], str], count: int) -> Sequence[str]:
    """`count` different values."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[make()] = None
    return list(found)
