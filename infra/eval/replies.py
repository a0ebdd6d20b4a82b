"""More lines to learn from: what people reply to an answer. Each kind of reply crossed with answers of each area."""

import random
from collections.abc import Iterator

SEED = 23
PER_REPLY = 4

ANSWERS = {
    "interaction_analyst": """
        There were 2,310 sessions on Tuesday, 1,402 of them mobile.
        The Graz store counted 845 visitors last Saturday.
        I found 38 social posts about delivery in the last week; 21 are negative.
        Orders by country: Germany 310, Austria 120, Italy 44.
        The longest queue was eleven people at 17:40.
        Most visitors leave on the shipping page (34 %).
        Footfall by hour: 10:00 44, 11:00 61, 12:00 88, 13:00 79.
        The most frequent complaint was about parcels that arrive late.
        Yesterday brought 214 orders with an average basket of 61 euros.
        There were 57 abandoned carts this morning.
        Am Samstag kamen 912 Besucher in die Filiale.
        El domingo hubo 640 visitas a la tienda.
        Hier, il y a eu 1 204 sessions sur le site.""",
    "pattern_analyst": """
        Two anomalies are open: low conversion on mobile (high) and a footfall dip in Graz (medium).
        The newest trend: rising interest in rain gear, confidence 0.87.
        The weekly pattern report lists five alerts, two of them critical.
        I see one outlier in traffic on the 14th, severity low.
        The strongest correlation is between page speed and bounces, 0.71.
        An anomaly in returns was detected on Monday.
        No alert is critical at the moment.
        Es gibt drei offene Auffälligkeiten, eine davon schwer.
        Hay dos alertas abiertas, una grave.
        Il y a trois anomalies ouvertes cette semaine.""",
    "product_analyst": """
        The Alpine jacket costs 149 euros and is available in S, M and L.
        We carry 212 products in nine categories.
        Out of stock at the moment: canvas bag, blue mug, wool socks.
        The best-selling product is the rain boot with 340 units.
        The cheapest backpack is the Day 12 at 29 euros.
        There are 18 tents in the catalogue, between 89 and 640 euros.
        The lamp is made of oak and steel and weighs 2.1 kg.
        Of the hoodie, 14 pieces are left, mostly in XL.
        Die Jacke kostet 149 Euro und ist in drei Farben auf Lager.
        La chaqueta cuesta 149 euros y queda en dos tallas.
        La veste coûte 149 euros, il en reste douze.""",
}
# Level, whether it goes to the area of the answer, and replies that fit any area, or one alone.
ANY = "*"
REPLIES = (
    ("ATOM", ANY, """
        thanks, that's enough for me
        ok good
        right
        I see, thanks
        great, very helpful
        hm, surprising
        oh wow
        that's bad news
        that's more than I thought
        good, I'll pass it on
        ok noted, bye
        shorter please
        make it shorter
        in one sentence
        in simple words please
        rephrase that for my boss
        say it more politely
        translate that into Spanish
        in English please
        auf Deutsch
        en français
        can you repeat that
        what do you mean
        I don't get it, explain your answer in other words
        rewrite that as bullet points
        summarise that in one line
        put that into an email to my team
        give me a catchy headline for that
        are you sure about this?
        where do you have that from
        ok, forget it
        danke, reicht
        gracias, perfecto
        merci, c'est clair
        kürzer bitte
        más corto por favor
        plus court s'il te plaît"""),
    ("MOLECULE", ANY, """
        and last month?
        and the month before that?
        and the previous week
        what about yesterday
        and today?
        and for Vienna?
        what about the other stores
        only Germany please
        same for Italy
        the same for last year
        and in September
        show me the full list
        list them all
        can I see the first ten
        give me more details on the first one
        tell me more about the second
        which one is the highest?
        which one is the newest
        how many is that in total
        when exactly was that
        since when
        just the top three
        without Austria please
        as a bar chart please
        can you draw that as a chart
        pie instead of bars
        turn it into a line chart
        make a chart of it
        make it a histogram
        can you visualise that
        make a graph out of this for my slides
        show me that graphically
        draw it
        show it as a graph
        put that in an excel sheet
        export it as csv
        csv please
        save that as a file
        download?
        as an excel, please
        add it to a spreadsheet for me
        und letzte Woche?
        und gestern?
        als Diagramm bitte
        als CSV bitte
        ¿y la semana pasada?
        ¿y ayer?
        en un gráfico por favor
        et la semaine dernière ?
        et hier ?
        en graphique s'il te plaît
        e ieri?
        e ontem?
        en gisteren?"""),
    ("MOLECULE", "interaction_analyst", """
        and on mobile?
        and in store?
        and the website?
        how many of them bought something
        only returning visitors
        from which country
        show me those posts
        and on tiktok"""),
    ("MOLECULE", "product_analyst", """
        do we have it in stock?
        what colours does it come in
        which sizes are left
        which material is it
        how much does it weigh
        and what does it cost
        how much is it
        what about the blue one
        and the women's version?
        who makes it
        any cheaper one?
        is there a discount on it
        was kostet sie
        ¿de qué material es?
        elle existe en rouge ?"""),
    ("MOLECULE", "pattern_analyst", """
        how severe is it
        what's its confidence
        is it still open
        when was it detected
        which store does it concern
        show only the critical ones
        any older ones?
        is it resolved"""),
    ("CELL", ANY, """
        compare that with the month before
        how does that compare with last year
        compare it to the same week last year and show the change
        break it down by week and show how it changed
        split it by store and rank them
        how has it developed since January
        and how did that change over the last half year
        show the trend over the last twelve weeks
        group them and compare the groups
        rank them and explain the order
        sort them by importance and say why
        which ones went up and which went down
        put them side by side with last quarter's
        go through them one by one and comment
        vergleiche das mit dem Vormonat
        wie hat sich das entwickelt
        compáralo con el mes pasado
        compare avec le mois dernier
        confrontalo con il mese scorso"""),
    ("ORGAN", ANY, """
        why?
        why is that
        why is that so
        how come
        what's the reason
        what is the cause of that
        what's behind this
        what caused it
        and why did that happen
        any idea why
        find out why
        is that because of the prices or the stock
        is that connected to the complaints and the sold-out items
        does that have to do with the anomalies
        check products, traffic and patterns for the cause
        what does that mean for our sales, and which products does it touch
        relate that to traffic, stock and feedback
        warum?
        woran liegt das
        wieso ist das so
        ¿por qué?
        ¿a qué se debe?
        pourquoi ?
        à quoi c'est dû ?
        perché?
        por quê?
        waarom?"""),
    ("ORGANISM", ANY, """
        write this up as a full report for management, with charts and recommendations
        make a complete action plan out of it
        turn this into a strategy with measures, owners and deadlines
        build a presentation for the board around it, with all channels
        do this for every channel and product group and make a report with next steps
        now the whole thing for the entire year as a report
        prepare the complete quarterly review including this
        use that for a 90-day improvement plan
        mach daraus einen vollständigen Bericht mit Maßnahmen
        haz un plan de acción completo con todo esto
        fais-en un rapport complet avec des recommandations"""),
)  # fmt: skip
# A question of the assistant that a person answers with what was missing.
QUESTIONS = {
    "interaction_analyst": """
        Which store do you mean?
        For which period should I count the visitors?
        Web or in store?""",
    "pattern_analyst": """
        Which of the anomalies do you mean?
        Alerts of which week?""",
    "product_analyst": """
        Which jacket do you mean?
        Which category should I list?""",
}
MISSING = {
    "interaction_analyst": """
        the one in Vienna
        Graz
        last week
        October
        web
        both
        in store please""",
    "pattern_analyst": """
        the second one
        this week
        the one about returns
        the critical one""",
    "product_analyst": """
        the blue one
        Alpine
        shoes
        the cheaper one
        tents please""",
}


def replies() -> Iterator[tuple[str, str, str, str]]:
    """Level, area ("-": none), what was said before and the reply to it."""
    chance = random.Random(SEED)  # noqa: S311 - the same each time is the point
    for level, area, listed in REPLIES:
        for reply in _lines(listed):
            areas = tuple(ANSWERS) if area == ANY else (area,)
            for answered in areas:
                for previous in chance.sample(_lines(ANSWERS[answered]), PER_REPLY):
                    yield level, answered if level in {"MOLECULE", "CELL"} else "-", previous, reply
    for area, listed in QUESTIONS.items():
        for previous in _lines(listed):
            for reply in _lines(MISSING[area]):
                yield "MOLECULE", area, previous, reply


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]
