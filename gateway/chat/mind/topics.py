"""What a message speaks of, told by the beginnings of its words, in the languages of most of those who ask.

No decision hangs on one of these words: a classifier weighs them beside everything else it sees.
"""

from typing import Final

# Beginnings of words, without case and accents. What has three letters or less is a whole word.
TOPICS: Final[dict[str, tuple[str, ...]]] = {
    "visits": (
        "visit", "session", "sesion", "footfall", "traffic", "trafic", "click", "pageview", "shopper", "camera",
        "kamera", "cctv", "queue", "people", "device", "mobil", "desktop", "interaction", "channel", "kanal",
        "canal", "besuch", "sitzung", "visiteur", "frequentation", "sessio", "traffico", "bezoek", "sessie",
        "посет", "сесс", "访", "客", "来", "店",
    ),
    "orders": (
        "order", "sale", "sold", "sell", "revenue", "turnover", "purchas", "bought", "buy", "conversion",
        "checkout", "cart", "basket", "umsatz", "bestell", "verkauf", "verkauft", "kauf", "warenkorb", "pedido",
        "venta", "compra", "ventas", "commande", "vente", "achat", "panier", "ordin", "vendit", "acquist",
        "carrell", "venda", "carrinho", "bestelling", "verkoop", "заказ", "прода", "订", "销",
    ),
    "voices": (
        "review", "comment", "complain", "complaint", "say", "says", "said", "sentiment", "feedback", "social",
        "mention", "post", "posts", "instagram", "twitter", "reddit", "tiktok", "tweet", "opinion", "quote",
        "beschwerd", "kundenmeinung", "sagen", "bewertung", "queja", "dicen", "opinan", "comentario", "avis",
        "plainte", "disent", "reclam", "recension", "dicono", "critich", "klacht", "zeggen", "отзыв", "жалоб",
        "评", "论",
    ),
    "patterns": (
        "anomal", "anomol", "trend", "pattern", "alert", "outlier", "spike", "insight", "correlation",
        "unusual", "muster", "auffallig", "warnung", "ausreisser", "tendenc", "patron", "alerta", "tendance",
        "motif", "alerte", "tendenz", "schem", "avvis", "padro", "afwijking", "patroon", "melding", "severity",
        "schwere", "gravedad", "gravite", "аномал", "тренд", "异", "常", "趋",
    ),
    "products": (
        "product", "item", "catalog", "assortment", "sku", "categor", "shirt", "dress", "jacket", "coat",
        "shoe", "bag", "trouser", "hoodie", "sweater", "parka", "scarf", "accessor", "apparel", "bestseller",
        "size", "colour", "color", "material", "produkt", "artikel", "sortiment", "hemd", "jacke", "kleid",
        "schuh", "producto", "articulo", "camisa", "vestido", "zapat", "produit", "chemise", "robe",
        "chaussure", "prodott", "camicia", "scarp", "produto", "vestid", "товар", "产", "品", "商",
    ),
    "price": (
        "price", "pric", "cost", "cheap", "expensiv", "discount", "preis", "kostet", "kosten", "gunstig",
        "teuer", "precio", "cuesta", "barat", "caro", "prix", "coute", "cher", "prezz", "economic", "preco",
        "custa", "prijs", "kost", "цен", "价",
    ),
    "stock": (
        "stock", "stockout", "available", "availab", "inventory", "lager", "ausverkauft", "verfugbar", "agotad",
        "disponib", "epuise", "rupture", "esaurit", "esgotad", "estoque", "voorraad", "uitverkocht", "库", "存",
    ),
    "why": (
        "why", "cause", "caused", "reason", "because", "behind", "blame", "explain", "due", "driv", "impact",
        "influence", "relat", "connect", "linked", "link", "warum", "wieso", "weshalb", "ursache", "grund",
        "zusammen", "porque", "causa", "motivo", "pourquoi", "raison", "perche", "ragion", "waarom", "oorzaak",
        "почему", "为", "什",
    ),
    "compare": (
        "compar", "versus", "vs", "against", "difference", "differ", "break", "split", "group", "rank", "sort",
        "chart", "plot", "table", "trend", "development", "develop", "evolve", "growth", "grow", "share",
        "average", "median", "per", "by", "week", "month", "vergleich", "entwick", "diagramm", "tabelle",
        "durchschnitt", "compara", "evoluc", "grafic", "tabla", "promedio", "medio", "evolu", "graphique",
        "tableau", "moyen", "confront", "andament", "tabella", "media", "vergelijk", "grafiek", "gemiddeld",
        "比", "较",
    ),
    "work": (
        "report", "plan", "strateg", "audit", "presentation", "roadmap", "proposal", "briefing", "programme",
        "review", "deck", "paper", "study", "pack", "document", "update", "bericht", "massnahm", "konzept",
        "prasentation", "informe", "estrategia", "presentacion", "rapport", "strategie", "relazion", "piano",
        "strategia", "relatorio", "plano", "verslag", "отчет", "报", "告",
    ),
    "whole": (
        "full", "complete", "compleet", "comprehensive", "entire", "everything", "every", "whole", "thorough",
        "overall", "detailed", "depth", "end", "to", "all", "vollstandig", "umfassend", "komplett", "gesamt",
        "alle", "completo", "integral", "todo", "complet", "tout", "tous", "toute", "completa", "tutti",
        "tutto", "todos", "todas", "volledig", "完", "整", "全",
    ),
    "memory": (
        "remember", "earlier", "recall", "remind", "previously", "before", "memory", "keep", "note", "told",
        "mentioned", "concluded", "prefer", "erinner", "merk", "vorhin", "recuerd", "antes", "souvien",
        "rappel", "tout", "a", "l", "ricord", "lembr", "herinner", "помни", "记",
    ),
    "assistant": (
        "you", "your", "yourself", "du", "dir", "dich", "dein", "tu", "te", "tus", "vous", "toi", "tuo", "jij",
        "je", "voce", "ты", "вы", "你", "您",
    ),
    "myself": (
        "i", "my", "me", "im", "mine", "ich", "mein", "mir", "yo", "mi", "je", "mon", "moi", "io", "mio", "eu",
        "meu", "ik", "mijn", "я", "мне", "我",
    ),
    "data": (
        "number", "count", "many", "much", "total", "list", "show", "find", "latest", "top", "zahl", "viele",
        "anzahl", "liste", "zeig", "cuant", "lista", "muestra", "mostra", "combien", "montre", "quant",
        "elenco", "hoeveel", "toon", "сколько", "多", "少",
    ),
}  # fmt: skip
# Which topics belong to which side of the business: a question that touches several needs several to look.
SIDES: Final = (("visits", "orders", "voices"), ("patterns",), ("products", "price", "stock"))
WHOLE_WORD = 3


def topics(words: list[str]) -> frozenset[str]:
    """The topics of a message, from its plain words."""
    return frozenset(topic for topic, beginnings in TOPICS.items() if any(_has(words, each) for each in beginnings))


def _has(words: list[str], beginning: str) -> bool:
    if len(beginning) <= WHOLE_WORD:
        return beginning in words
    return any(word.startswith(beginning) for word in words)
