"""More lines to learn from: sentences with gaps, filled in every language the same way each time.

A sentence has a level and the area it belongs to; `{m}`, `{d}`, `{p}`, … are filled from the words of its language.
"""

import random
import re
from collections.abc import Iterator

from infra.eval.light_talk import LIGHT_SENTENCES, LIGHT_WORDS
from infra.eval.tongues import MORE_SENTENCES, MORE_WORDS, Words

SEED = 15
PER_SENTENCE = 9
GAP = re.compile(r"\{(\w)\}")

# m: what interactions measure, d: a time, p: a product, q: several products, c: a channel, a: what patterns are.
WORDS: dict[str, Words] = {
    "en": {
        "m": (
            "visitors",
            "sessions",
            "orders",
            "page views",
            "store visits",
            "abandoned carts",
            "social posts",
            "clicks",
        ),
        "d": ("today", "yesterday", "last week", "this month", "in May", "since Monday", "last quarter", "this year"),
        "p": ("the blue shirt", "the rain coat", "item 512", "the leather wallet", "the running shoes", "the mug"),
        "q": ("dresses", "shoes", "bags", "sweaters", "gift sets", "hats", "kids' clothes"),
        "c": ("web", "in store", "social media", "mobile", "instagram", "the cameras"),
        "a": ("anomalies", "trends", "patterns", "alerts", "outliers"),
    },
    "de": {
        "m": ("Besucher", "Sitzungen", "Bestellungen", "Seitenaufrufe", "Ladenbesuche", "abgebrochene Warenkörbe"),
        "d": ("heute", "gestern", "letzte Woche", "diesen Monat", "im Mai", "seit Montag", "im letzten Quartal"),
        "p": ("das blaue Hemd", "der Regenmantel", "Artikel 512", "die Geldbörse", "die Laufschuhe"),
        "q": ("Kleider", "Schuhe", "Taschen", "Pullover", "Hüte"),
        "c": ("im Web", "im Laden", "auf Social Media", "mobil"),
        "a": ("Anomalien", "Trends", "Muster", "Warnungen", "Auffälligkeiten"),
    },
    "es": {
        "m": ("visitantes", "sesiones", "pedidos", "visitas a la tienda", "carritos abandonados"),
        "d": ("hoy", "ayer", "la semana pasada", "este mes", "en mayo", "desde el lunes", "el último trimestre"),
        "p": ("la camisa azul", "el abrigo", "el artículo 512", "la cartera", "las zapatillas"),
        "q": ("vestidos", "zapatos", "bolsos", "jerséis", "sombreros"),
        "c": ("en la web", "en la tienda", "en redes sociales", "en el móvil"),
        "a": ("anomalías", "tendencias", "patrones", "alertas"),
    },
    "fr": {
        "m": ("visiteurs", "sessions", "commandes", "visites en magasin", "paniers abandonnés"),
        "d": (
            "aujourd'hui",
            "hier",
            "la semaine dernière",
            "ce mois-ci",
            "en mai",
            "depuis lundi",
            "le dernier trimestre",
        ),
        "p": ("la chemise bleue", "le manteau", "l'article 512", "le portefeuille", "les baskets"),
        "q": ("robes", "chaussures", "sacs", "pulls", "chapeaux"),
        "c": ("sur le web", "en magasin", "sur les réseaux sociaux", "sur mobile"),
        "a": ("anomalies", "tendances", "motifs", "alertes"),
    },
    "it": {
        "m": ("visitatori", "sessioni", "ordini", "visite in negozio", "carrelli abbandonati"),
        "d": ("oggi", "ieri", "la settimana scorsa", "questo mese", "a maggio", "da lunedì", "nell'ultimo trimestre"),
        "p": ("la camicia blu", "il cappotto", "l'articolo 512", "il portafoglio", "le scarpe da corsa"),
        "q": ("vestiti", "scarpe", "borse", "maglioni", "cappelli"),
        "c": ("sul web", "in negozio", "sui social", "da mobile"),
        "a": ("anomalie", "tendenze", "schemi", "avvisi"),
    },
    "pt": {
        "m": ("visitantes", "sessões", "pedidos", "visitas à loja", "carrinhos abandonados"),
        "d": ("hoje", "ontem", "na semana passada", "este mês", "em maio", "desde segunda", "no último trimestre"),
        "p": ("a camisa branca", "o casaco", "o item 512", "a carteira", "os tênis"),
        "q": ("vestidos", "sapatos", "bolsas", "camisolas", "chapéus"),
        "c": ("na web", "na loja", "nas redes sociais", "no celular"),
        "a": ("anomalias", "tendências", "padrões", "alertas"),
    },
    "nl": {
        "m": ("bezoekers", "sessies", "bestellingen", "winkelbezoeken", "verlaten winkelwagens"),
        "d": ("vandaag", "gisteren", "vorige week", "deze maand", "in mei", "sinds maandag", "afgelopen kwartaal"),
        "p": ("het blauwe shirt", "de regenjas", "artikel 512", "de portemonnee", "de hardloopschoenen"),
        "q": ("jurken", "schoenen", "tassen", "truien", "hoeden"),
        "c": ("op het web", "in de winkel", "op sociale media", "mobiel"),
        "a": ("afwijkingen", "trends", "patronen", "meldingen"),
    },
}

# Language, level, area, and the sentences, one on each line.
SENTENCES = (
    ("en", "MOLECULE", "interaction_analyst", """
        {m} {d}
        how many {m} {d}
        how many {m} did we have {c} {d}?
        what was the number of {m} {d}
        give me the {m} {d}
        show {m} {c}
        can you tell me the total of {m} {d}
        what do people say about {p}
        any comments on {p} {d}
        list the latest {m}
        count of {m} {c} please
        were there any {m} {d}
        hi, how many {m} {d}?"""),
    ("en", "MOLECULE", "pattern_analyst", """
        {a} {d}
        show me all {a} {d}
        list the {a} of {c}
        any {a} {d}?
        were {a} detected {d}
        what {a} are there about {m}
        most important of the {a} {d}
        hello, show me {a} {d}
        how many {a} {d}
        give me the report of {a} {d}"""),
    ("en", "MOLECULE", "product_analyst", """
        {q}
        what is the price of {p}
        how much is {p}?
        is {p} in stock
        do we sell {q}?
        show {q} in stock
        list all {q}
        which {q} are the cheapest
        describe {p}
        what sizes of {p} do we have
        how many {q} do we have in the catalogue
        hey, is {p} available?
        best selling {q}"""),
    ("en", "CELL", "interaction_analyst", """
        compare {m} {d} with the period before
        how did {m} develop {d}, week by week
        chart of {m} per day {d}
        break {m} {d} down by channel and show the change
        which hours have most {m} {d}, as a table with shares
        average {m} per weekday {c} and how that changed {d}
        summarise what people said about {p} {d} and group it by topic
        compare {m} {c} and on the web {d}
        what is the growth of {m} {c} compared with a year ago
        could you plot {m} {d} and describe the peaks"""),
    ("en", "CELL", "pattern_analyst", """
        rank the {a} {d} by severity and explain each
        compare the {a} of this month and the month before
        which {a} came back {d} and how often
        explain the strongest {a} {d} with likely causes
        summarise all {a} {d} and say which got worse
        how did the {a} in {m} evolve {d}"""),
    ("en", "CELL", "product_analyst", """
        compare {p} with similar items by price and material
        average price of {q} and how it compares with {q}
        make a table of {q} with price, stock and rating, sorted by price
        which {q} are low in stock and sell well, ranked
        what share of {q} is sold out, by size
        compare units sold of {q} {d} with the period before
        recommend alternatives to {p} and explain the differences"""),
    ("en", "ORGAN", "-", """
        why did {m} drop {d}
        why did sales of {q} fall {d} although {m} went up
        what caused the change in {m} {d}
        why are there fewer {m} {c}, and which products are affected
        which {q} get many views {c} but few orders, and what do customers say
        are the {a} {d} connected with sold-out {q} and with complaints
        relate {m} {d} to the {a} and to sales of {q}
        find the causes of the {a} {d} across channels and products
        do complaints about {p} show in its sales and in {m}
        how do prices of {q}, {m} and {a} hang together
        explain the revenue {d} from traffic, products and {a}
        look at {m}, {a} and stock of {q} and tell me what went wrong {d}
        what drives demand for {q}: {c}, price or a trend"""),
    ("en", "ORGANISM", "-", """
        write a complete report for {d} with all channels, {a}, products and recommendations
        create a full action plan to get more {m}, using all data
        prepare a management report on {m}, {a} and {q} with charts and next steps
        develop a strategy for {q} for the next season with measures and targets
        do a thorough audit of {c} and everything else and write a plan
        build a business review {d} covering traffic, sales, catalogue and outlook
        put together a presentation for the board about {d} with analysis and proposals
        draft a comprehensive plan for our {q} with budget, stock, channels and goals"""),
    ("de", "MOLECULE", "interaction_analyst", """
        {m} {d}
        wie viele {m} waren es denn {d}?
        wie viele {m} gab es {c} {d}
        zeig mir die {m} {d}
        was sagen die Leute über {p}
        guten Tag, wie viele {m} waren es {d}"""),
    ("de", "MOLECULE", "pattern_analyst", """
        {a} {d}
        zeige {a} {d}
        gibt es {a} {d}?
        welche {a} wurden {d} erkannt"""),
    ("de", "MOLECULE", "product_analyst", """
        {q}
        was kostet {p}?
        ist {p} auf Lager
        welche {q} haben wir
        zeig mir alle {q}
        die günstigsten {q}"""),
    ("de", "CELL", "interaction_analyst", """
        vergleiche {m} {d} mit dem Zeitraum davor
        wie haben sich {m} {d} pro Woche entwickelt
        Diagramm der {m} pro Tag {d}
        schlüssle {m} {d} nach Kanal auf und zeige die Veränderung"""),
    ("de", "CELL", "pattern_analyst", """
        ordne die {a} {d} nach Schwere und erkläre sie
        vergleiche die {a} dieses Monats mit denen des Vormonats"""),
    ("de", "CELL", "product_analyst", """
        vergleiche die Preise von {q} und {q}
        Durchschnittspreis der {q} je Größe als Tabelle"""),
    ("de", "ORGAN", "-", """
        warum sind {m} {d} zurückgegangen und welche Produkte sind betroffen
        warum verkaufen sich {q} schlechter, obwohl es mehr {m} gibt
        hängen die {a} mit Beschwerden und ausverkauften {q} zusammen
        welche {q} werden {c} angesehen, aber kaum gekauft, und was sagen die Kunden"""),
    ("de", "ORGANISM", "-", """
        schreibe einen vollständigen Bericht über {d} mit Kanälen, {a}, Produkten und Empfehlungen
        entwickle eine Strategie für {q} mit Maßnahmen und Zielen
        erstelle einen umfassenden Maßnahmenplan aus allen Daten für die Geschäftsleitung"""),
    ("es", "MOLECULE", "interaction_analyst", """
        {m} {d}
        ¿cuántos {m} hubo {d}?
        cuántas {m} tuvimos {c} {d}
        muéstrame {m} {d}
        ¿qué dice la gente sobre {p}?"""),
    ("es", "MOLECULE", "pattern_analyst", """
        {a} {d}
        muestra las {a} {d}
        ¿hay {a} {d}?"""),
    ("es", "MOLECULE", "product_analyst", """
        {q}
        ¿cuánto vale {p}?
        ¿cuál es el precio de {p}?
        ¿tenemos {q} en stock?
        lista de {q}"""),
    ("es", "CELL", "interaction_analyst", """
        compara {m} {d} con el periodo anterior
        ¿cómo evolucionaron {m} {d} por semana?
        gráfico de {m} por día {d}"""),
    ("es", "CELL", "pattern_analyst", """
        ordena las {a} {d} por gravedad y explícalas
        compara las {a} de este mes con las del mes pasado"""),
    ("es", "CELL", "product_analyst", """
        compara los precios de {q} y {q}
        precio medio de {q} en una tabla ordenada por precio"""),
    ("es", "ORGAN", "-", """
        ¿por qué bajaron {m} {d} y qué productos están afectados?
        ¿por qué se venden menos {q} si hay más {m}?
        ¿las {a} están relacionadas con las quejas y con {q} agotados?"""),
    ("es", "ORGANISM", "-", """
        escribe un informe completo de {d} con canales, {a}, productos y recomendaciones
        crea una estrategia para {q} con medidas y objetivos
        prepara un plan de acción con todos los datos para la dirección"""),
    ("fr", "MOLECULE", "interaction_analyst", """
        {m} {d}
        combien de {m} {d} ?
        combien de {m} avons-nous eu {c} {d}
        montre-moi les {m} {d}
        que disent les gens sur {p} ?"""),
    ("fr", "MOLECULE", "pattern_analyst", """
        {a} {d}
        montre les {a} {d}
        y a-t-il des {a} {d} ?"""),
    ("fr", "MOLECULE", "product_analyst", """
        {q}
        combien coûte {p} ?
        quel est le prix de {p}
        avons-nous des {q} en stock ?
        liste des {q}"""),
    ("fr", "CELL", "interaction_analyst", """
        compare les {m} {d} avec la période précédente
        comment les {m} ont-ils évolué {d} par semaine
        graphique des {m} par jour {d}"""),
    ("fr", "CELL", "pattern_analyst", """
        classe les {a} {d} par gravité et explique-les
        compare les {a} de ce mois avec celles du mois dernier"""),
    ("fr", "CELL", "product_analyst", """
        compare les prix des {q} et des {q}
        prix moyen des {q} dans un tableau trié"""),
    ("fr", "ORGAN", "-", """
        pourquoi les {m} ont-ils baissé {d} et quels produits sont touchés ?
        pourquoi les {q} se vendent moins alors qu'il y a plus de {m}
        les {a} sont-elles liées aux plaintes et aux {q} épuisés ?"""),
    ("fr", "ORGANISM", "-", """
        rédige un rapport complet sur {d} avec canaux, {a}, produits et recommandations
        élabore une stratégie pour les {q} avec mesures et objectifs
        crée un plan d'action complet à partir de toutes les données"""),
    ("it", "MOLECULE", "interaction_analyst", """
        {m} {d}
        quanti {m} {d}?
        quante {m} abbiamo avuto {c} {d}
        cosa dicono i clienti di {p}"""),
    ("it", "MOLECULE", "pattern_analyst", """
        {a} {d}
        mostra le {a} {d}
        ci sono {a} {d}?"""),
    ("it", "MOLECULE", "product_analyst", """
        {q}
        quanto costa {p}?
        abbiamo {q} disponibili?
        elenco di {q}"""),
    ("it", "CELL", "interaction_analyst", """
        confronta {m} {d} con il periodo precedente
        come sono cambiati {m} {d} per settimana"""),
    ("it", "CELL", "product_analyst", """
        confronta i prezzi di {q} e {q}
        prezzo medio di {q} in una tabella"""),
    ("it", "CELL", "pattern_analyst", """
        ordina le {a} {d} per gravità e spiegale"""),
    ("it", "ORGAN", "-", """
        perché {m} sono calati {d} e quali prodotti sono coinvolti?
        le {a} sono legate ai reclami e a {q} esauriti?"""),
    ("it", "ORGANISM", "-", """
        scrivi una relazione completa su {d} con canali, {a}, prodotti e raccomandazioni
        elabora un piano d'azione completo per {q} con tutti i dati"""),
    ("pt", "MOLECULE", "interaction_analyst", """
        {m} {d}
        quantos {m} {d}?
        quantas {m} tivemos {c} {d}"""),
    ("pt", "MOLECULE", "pattern_analyst", """
        {a} {d}
        mostre as {a} {d}
        há {a} {d}?"""),
    ("pt", "MOLECULE", "product_analyst", """
        {q}
        quanto custa {p}?
        temos {q} em estoque?
        lista de {q}"""),
    ("pt", "CELL", "interaction_analyst", """
        compare {m} {d} com o período anterior
        como evoluíram {m} {d} por semana"""),
    ("pt", "CELL", "product_analyst", """
        compare os preços de {q} e {q}"""),
    ("pt", "ORGAN", "-", """
        por que {m} caíram {d} e quais produtos foram afetados?
        as {a} têm relação com reclamações e {q} esgotados?"""),
    ("pt", "ORGANISM", "-", """
        escreva um relatório completo de {d} com canais, {a}, produtos e recomendações
        crie um plano de ação completo para {q} com todos os dados"""),
    ("nl", "MOLECULE", "interaction_analyst", """
        {m} {d}
        hoeveel {m} {d}?
        hoeveel {m} waren er {c} {d}"""),
    ("nl", "MOLECULE", "pattern_analyst", """
        {a} {d}
        toon de {a} {d}
        zijn er {a} {d}?"""),
    ("nl", "MOLECULE", "product_analyst", """
        {q}
        wat kost {p}?
        hebben we {q} op voorraad?"""),
    ("nl", "CELL", "interaction_analyst", """
        vergelijk {m} {d} met de periode ervoor"""),
    ("nl", "ORGAN", "-", """
        waarom daalden {m} {d} en welke producten zijn betrokken?"""),
    ("nl", "ORGANISM", "-", """
        schrijf een volledig rapport over {d} met kanalen, {a}, producten en aanbevelingen
        maak een compleet actieplan voor {q} op basis van alle gegevens"""),
)  # fmt: skip


def phrases() -> Iterator[tuple[str, str, str, str]]:
    """Level, area ("-": none), text and the sentence behind it, of every filled sentence, each once."""
    chance = random.Random(SEED)  # noqa: S311 - the same each time is the point
    seen: set[str] = set()
    known = WORDS | MORE_WORDS | LIGHT_WORDS
    for language, level, area, sentences in (*SENTENCES, *MORE_SENTENCES, *LIGHT_SENTENCES):
        words = known[language]
        for sentence in sentences.strip().splitlines():
            for _ in range(PER_SENTENCE):
                text = GAP.sub(lambda gap, words=words: chance.choice(words[gap[1]]), sentence.strip())  # type: ignore[misc]
                if text not in seen:
                    seen.add(text)
                    yield level, area, text, sentence.strip()
