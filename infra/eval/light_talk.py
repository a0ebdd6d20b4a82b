"""Words and sentences with gaps that need nothing looked up, or only what was said before.

General knowledge about the words of the business (`t`), what is kept of a person (`k`, and as a command `r`), what an
assistant for analyses does not do (`o`: to write, `w`: about what), languages (`l`) and recollection (`h`: of what).
"""

from typing import Final

Words = dict[str, tuple[str, ...]]

LIGHT_WORDS: Final[dict[str, Words]] = {
    "light-en": {
        "t": (
            *("conversion rate", "dwell time", "sell-through", "an anomaly", "a funnel", "cross-selling", "shrinkage"),
            *(
                "gross margin",
                "average order value",
                "a session",
                "a rage click",
                "footfall",
                "a cohort",
                "bounce rate",
            ),
            *("stock turnover", "customer lifetime value", "a moving average", "the median", "a correlation", "CLS"),
            *("a trend", "a SKU", "a baseline", "statistical significance", "a heatmap", "churn", "net promoter score"),
        ),
        "k": (
            *("I work in the Leipzig office", "I look after menswear", "my target is 4 % growth", "I prefer tables"),
            *("I like short answers", "my region is the south", "our fiscal year begins in April", "my boss is Rita"),
            *("I only care about the web shop", "our week starts on Sunday", "I'm the new buyer for shoes"),
            *(
                "I don't want charts",
                "my team is called Falcon",
                "I am on holiday in May",
                "Graz and Linz are my stores",
            ),
        ),
        "r": (
            *("answer in Spanish", "use euros", "keep it short", "use bullet points", "always show percentages"),
            *("leave out the decimals", "call me Jo", "write in plain language", "skip the introduction"),
            *("round all numbers", "put the figures first", "use the 24 hour clock", "give me tables not text"),
        ),
        "o": (
            "a poem",
            "a song",
            "a joke",
            "a short story",
            "a wedding speech",
            "a birthday card",
            "a tweet",
            "an essay",
        ),
        "w": ("my cat", "the sea", "our office party", "coffee", "spring", "football", "a lost umbrella", "my boss"),
        "l": ("French", "German", "Polish", "Japanese", "Italian", "Turkish", "Dutch", "Swedish", "plain English"),
        "h": (
            *("my stores", "my target", "the returns", "the shoe sale", "our budget", "the Graz store", "the supplier"),
            *(
                "the delivery problem",
                "the weekly meeting",
                "boots",
                "the new campaign",
                "my preferences",
                "stock-outs",
            ),
        ),
    },
    "light-de": {
        "t": (
            "Conversion Rate",
            "Verweildauer",
            "Marge",
            "eine Anomalie",
            "ein Trichter",
            "Kundenwert",
            "Absprungrate",
        ),
        "k": ("ich in Leipzig arbeite", "mein Ziel 4 % sind", "ich Tabellen mag", "ich nur den Webshop betreue"),
        "r": ("auf Englisch antworten", "kurz antworten", "Euro verwenden", "Stichpunkte benutzen"),
        "o": ("ein Gedicht", "ein Lied", "einen Witz", "eine Geschichte"),
        "w": ("meine Katze", "das Meer", "den Frühling", "Kaffee"),
        "h": ("die Retouren", "mein Ziel", "unser Budget", "die Filiale in Graz", "die Schuhe"),
    },
    "light-es": {
        "t": (
            "tasa de conversión",
            "tiempo de permanencia",
            "margen bruto",
            "una anomalía",
            "un embudo",
            "tasa de rebote",
        ),
        "k": ("trabajo en Sevilla", "mi objetivo es el 4 %", "prefiero tablas", "solo llevo la tienda online"),
        "o": ("un poema", "una canción", "un chiste", "un cuento"),
        "w": ("mi gato", "el mar", "la primavera", "el café"),
        "h": ("las devoluciones", "mi objetivo", "el presupuesto", "la tienda de Bilbao", "los zapatos"),
    },
    "light-fr": {
        "t": (
            "le taux de conversion",
            "le panier moyen",
            "la marge brute",
            "une anomalie",
            "un entonnoir",
            "le taux de rebond",
        ),
        "k": ("je travaille à Lyon", "mon objectif est 4 %", "je préfère les tableaux", "je ne gère que le site"),
        "o": ("un poème", "une chanson", "une blague", "une histoire"),
        "w": ("mon chat", "la mer", "le printemps", "le café"),
        "h": ("les retours", "mon objectif", "le budget", "le magasin de Nantes", "les chaussures"),
    },
}

LIGHT_SENTENCES: Final = (
    ("light-en", "ATOM", "-", """
        what is {t}
        what is {t} in general
        what's {t}?
        what does {t} mean
        what is meant by {t}
        define {t}
        definition of {t} please
        explain {t} to me
        explain {t} in simple words
        can you explain what {t} is
        how do you calculate {t}
        how is {t} calculated
        how would one measure {t}
        formula for {t}
        what's the difference between {t} and {t}
        difference between {t} and {t}, generally speaking
        {t} vs {t}, what's the difference in theory
        is {t} the same as {t}?
        remind me what {t} is
        remind me how {t} is calculated
        what is considered a good {t}
        why does {t} matter in retail
        quick question, what's {t} again
        I never understood what {t} is"""),
    ("light-en", "ATOM", "-", """
        remember that {k}
        please remember that {k}
        keep in mind that {k}
        please note that {k}
        note: {k}
        don't forget that {k}
        fyi {k}
        just so you know, {k}
        for the future: {k}
        {k}, remember that
        {k}, keep that in mind
        {k}, please save that
        hi, {k}
        from now on {r}
        from now on please {r}
        please always {r}
        in future {r}
        next time {r}
        {r} from now on
        {r} in all your answers
        could you {r} in future?
        I'd like you to {r} from today on
        forget that {k}"""),
    ("light-en", "ATOM", "-", """
        write {o} about {w}
        write me {o} about {w}
        can you write {o} for {w}
        tell me {o} about {w}
        compose {o} about {w} please
        I need {o} about {w}
        {o} about {w} please
        make up {o} on {w}
        translate '{w}' into {l}
        how do you say '{w}' in {l}
        what does '{w}' mean in {l}
        do you speak {l}?
        can you understand {l}
        can I ask you in {l}"""),
    ("light-en", "CELL", "-", """
        what did I tell you about {h}
        what did you say about {h} yesterday
        do you remember what I said about {h}
        do you still know {h}
        what did we decide about {h}
        what was it we discussed about {h}
        remind me what we said about {h}
        can you recall our chat about {h}
        earlier I told you about {h}, what was it
        when did we last talk about {h}
        go back to our conversation about {h}
        you told me something about {h} last week, what was that
        what have I already asked you about {h}
        summarise what we said about {h}
        where were we with {h}
        what do you know about me and {h}"""),
    ("light-de", "ATOM", "-", """
        was ist {t}
        was bedeutet {t}?
        was versteht man unter {t}
        erkläre mir {t}
        wie berechnet man {t}
        was ist der Unterschied zwischen {t} und {t}
        Definition von {t}
        merk dir, dass {k}
        bitte denk daran, dass {k}
        ab jetzt bitte {r}
        in Zukunft {r}
        schreib mir {o} über {w}
        erzähl {o} über {w}"""),
    ("light-de", "CELL", "-", """
        was habe ich dir über {h} gesagt
        erinnerst du dich, was wir über {h} besprochen haben
        was hast du gestern über {h} gesagt
        weißt du noch, wie das mit {h} war"""),
    ("light-es", "ATOM", "-", """
        qué es {t}
        ¿qué significa {t}?
        explícame {t}
        ¿cómo se calcula {t}?
        ¿cuál es la diferencia entre {t} y {t}?
        recuerda que {k}
        ten en cuenta que {k}
        escribe {o} sobre {w}
        cuéntame {o} sobre {w}"""),
    ("light-es", "CELL", "-", """
        ¿qué te dije sobre {h}?
        ¿recuerdas lo que hablamos de {h}?
        ¿qué me dijiste ayer de {h}?"""),
    ("light-fr", "ATOM", "-", """
        c'est quoi {t} ?
        que signifie {t} ?
        explique-moi {t}
        comment calcule-t-on {t} ?
        quelle est la différence entre {t} et {t} ?
        retiens que {k}
        souviens-toi que {k}
        écris {o} sur {w}
        raconte-moi {o} sur {w}"""),
    ("light-fr", "CELL", "-", """
        qu'est-ce que je t'ai dit sur {h} ?
        tu te souviens de ce qu'on a dit sur {h} ?
        que m'as-tu dit hier sur {h} ?"""),
)  # fmt: skip
