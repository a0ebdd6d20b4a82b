"""What a message speaks of, told by the beginnings of its words, in the languages of most of those who ask.

No decision hangs on one of these words: a classifier weighs them beside everything else it sees.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

# Beginnings of words, without case and accents. What has three letters or less, or ends in a stroke, is a whole word.
_LISTED: Final[dict[str, str]] = {
    "visits": """
        visit footfall traffic trafic session sesion click pageview shopper headcount camera kamera cctv queue
        queueing walked crowd people folks device mobil mobile desktop interaction channel kanal canal bounce
        referrer landing funnel journey dwell busiest quietest website homepage online store/ stores/ shop/
        shops/ besuch sitzung filiale laden/ frequenz warteschlange visiteur frequentation magasin sessio
        traffico affluenza negozi visita tienda trafego loja lojas bezoek winkel sessie besok besøk butik
        odwiedz sklep ziyaret magaza посет сесс магазин трафик 访 客 店 来 訪 زوار زيارات 방 문""",
    "orders": """
        order sale/ sales sold/ sell/ selling revenue turnover purchas bought/ buy/ buys/ buying conversion
        convert checkout cart/ carts/ basket abandon umsatz bestell verkauf verkauft kauf warenkorb pedido venta
        compra carrito commande vente achat panier ordin vendit vendi acquist carrell fatturato venda carrinho
        faturamento bestelling verkoop verkop omzet forsalj salg ordre zamow sprzeda siparis satis satıs заказ
        прода выруч 订 销 売 注 مبيعات طلبات 주""",
    "voices": """
        review comment complain complaint say/ says/ said/ saying sentiment feedback social mention post/ posts/
        posted instagram facebook twitter reddit tiktok youtube tweet influencer opinion quote praise criticis
        talking beschwerd kundenmeinung sagen bewertung schreiben queja dicen opinan comentario redes avis
        plainte disent reseaux reclam recension dicono scrivono critich klacht zeggen sociale отзыв жалоб соцсет
        评 论 口""",
    "patterns": """
        anomal anomol trend pattern alert alarm outlier spike insight correlation unusual odd/ weird strange
        flag warning detected severity muster auffallig ungewohnlich warnung ausreisser tendenc patron alerta
        tendance motif alerte tendenz schem avvis padro afwijking patroon melding avvik avvikels schwere
        gravedad gravite uyari anormal аномал тренд тенденц 异 常 趋 異 傾 تنبيه 추""",
    "products": """
        product item article catalog assortment range sku/ skus/ ean/ categor brand shirt dress jacket coat/
        coats shoe boot sneaker sandal bag/ bags backpack rucksack tote wallet trouser jeans hoodie sweater
        parka scarf glove hat/ hats/ tent lamp mug/ mugs watch sock umbrella accessor apparel knitwear
        bestseller seller size sizes colour color material fabric weight produkt artikel sortiment hemd jacke
        kleid schuh tasche hose hosen mantel zelt farbe grosse marke producto articulo camisa vestido zapat
        chaqueta bolso mochila bota talla catalogo produit chemise robe chaussure veste manteau taille couleur
        marque prodott camicia scarp giacc borsa zaino stivali taglia produto vestid jaqueta bolsa schoen jas/
        tas/ maat maten merk produktu kurtk buty plecak urun ceket ayakkab товар куртк обув рюкзак катег 产 品 商 鞋
        衣 夹 包 靴 منتج 靴""",
    "price": """
        price pric cost cheap expensiv discount euros dollar preis kostet kosten gunstig teuer precio cuesta
        barat caro prix coute cher/ prezz economic preco custa prijs kost pris/ pris kosztuje cena ceny fiyat
        цен стоит 价 钱 値 سعر 가""",
    "stock": """
        stock stockout available availab inventory warehouse left/ carry lager ausverkauft verfugbar bestand
        vorratig agotad disponib existencias epuise rupture reste esaurit esgotad estoque voorraad uitverkocht
        dostepn stok налич 库 存 货""",
    "why": """
        why cause caused causes reason because behind blame explain due driv impact influence relat connect
        linked link responsible hurt wrong trigger root/ warum wieso weshalb ursache grund woran zusammenhang
        steckt porque causa motivo debe relacion pourquoi raison lien perche ragion dovuto legam waarom oorzaak
        verband varfor hvorfor dlaczego neden почему причин 为 什 왜 لماذا 왜""",
    "compare": """
        compar versus vs against difference differ break split group rank sort develop evolv growth grow grew
        average mean/ median share per/ week weekly month monthly change changed trend stack side vergleich
        entwick durchschnitt unterschied gegenub sortier compara evoluc promedio medio agrupa ordena diferenc
        evolu moyen classe regroup confront andament media/ ordina vergelijk gemiddeld jamfor sammenlign porown
        karsilast сравн измен 比 较 較""",
    "picture": """
        chart plot graph pie bar/ histogram line/ draw diagram table csv/ excel spreadsheet export download file
        sheet dump raw/ diagramm grafik tabelle grafic tabla exporta graphique tableau tabella grafico grafiek
        таблиц график 图 表""",
    "work": """
        report plan/ plans planning strateg audit presentation slide slides roadmap proposal briefing programme
        program review deck paper study pack/ package document dossier memo handbook concept swot summary
        recommend measures action actions leadership management board/ ceo/ investor executive bericht plan
        massnahm konzept prasentation geschaftsfuhrung vorstand empfehl informe estrategia presentacion
        direccion medidas rapport strategie bilan direction relazion piano strategia direzione relatorio plano
        diretoria verslag bestuur raport rapor zarzad plan отчет стратег 报 告 تقرير 略""",
    "whole": """
        full/ complete compleet comprehensive entire everything every/ whole thorough overall detailed depth
        all/ vollstandig umfassend komplett gesamt alle/ alles completo integral todo/ todos todas complet tout/
        tous toute completa tutti tutto volledig hele pelny komplett kapsamli полн весь 完 整 全 체""",
    "memory": """
        remember earlier recall remind previously before/ memory told/ mentioned concluded discussed erinner
        merk vorhin recuerd acuerd souvien rappell ricord lembr herinner помни 记 記""",
    "assistant": """
        you your yourself u/ du/ dir/ dich/ dein deine sie/ usted eres puedes tu/ vous/ toi/ sei/ puoi voce jij/
        kun/ ты/ вы/ 你 您 bot/ robot chatbot assistant human 너""",
    "myself": """
        i/ my/ me/ im/ mine/ ich/ mein meine mir/ yo/ mi/ mon/ moi/ io/ mio/ eu/ meu/ ik/ mijn я/ мне/ моя мои 我
        私""",
    "data": """
        number count many much total list show find latest newest top/ zahl viele anzahl liste zeig cuant lista
        muestra mostra combien montre quant quanti quantos elenco hoeveel toon hur hvor ile/ kac/ сколько 多 少 何
        몇""",
    "time": """
        today yesterday tomorrow week weekend month year quarter daily weekly monthly hour morning noon evening
        night monday tuesday wednesday thursday friday saturday sunday january february march/ april may/ june
        july august september october november december spring summer autumn winter christmas since last/ past/
        recent current now/ ago/ heute gestern woche monat jahr quartal seit letzte vergangen diese samstag
        sonntag montag freitag hoy/ ayer semana mes/ ano/ trimestre desde ultimo sabado domingo lunes hier/
        semaine mois annee depuis dernier samedi lundi oggi ieri settimana mese anno/ ultim sabato vandaag
        gisteren maand jaar sinds vorige zaterdag idag igar forra vecka manad dag/ gar/ forrige uke maned dzis
        wczoraj tydzien tygodni miesiac bugun dun/ gecen hafta ay/ сегодня вчера недел месяц год/ 今 昨 周 月 年 先 오
        어""",
    "ours": """
        our ours we/ us/ unser wir/ uns/ nuestr tenemos hemos notre nos/ nous/ avons nostr abbiamo noss temos
        ons/ onze hebben wij/ nasz nasze mamy vara/ vi/ bizim наш у/ нас нам 我 们 う 우""",
    "others": """
        weather poem joke song recipe football match restaurant flight hotel movie film book/ translate spell
        grammar capital president wetter gedicht witz lied rezept tiempo poema chiste meteo poeme blague poesia
        barzelletta tempo/ weer hava погод стих prompt password instructions system admin administrator
        developer 气 暗""",
    "terms": """
        mean/ means meaning define definition defined stand/ stands calculate calculated compute formula
        difference explain general generally term bedeutet heisst berechnet unterschied significa calcula
        diferencia definicion signifie calcule definition vuol betekent oznacza означает 思""",
}
TOPICS: Final = tuple(_LISTED)
# Which topics belong to which side of the business: a question that touches several needs several to look.
SIDES: Final = (("visits", "orders", "voices"), ("patterns",), ("products", "price", "stock"))
WHOLE_WORD = 3
LONGEST = 14


def topics(words: Iterable[str]) -> frozenset[str]:
    """The topics of a message, from its plain words."""
    found: set[str] = set()
    for word in words:
        found.update(_WHOLE.get(word, ()))
        for end in range(min(len(word), LONGEST), 0, -1):
            found.update(_BEGINNINGS.get(word[:end], ()))
    return frozenset(found)


def _by_word() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    whole: dict[str, list[str]] = {}
    beginnings: dict[str, list[str]] = {}
    for topic, listed in _LISTED.items():
        for each in dict.fromkeys(listed.split()):
            parts = unicodedata.normalize("NFKD", each.rstrip("/").casefold())
            word = "".join(sign for sign in parts if not unicodedata.combining(sign))
            # One sign of a script without spaces is a word, and so is every short word.
            is_whole = each.endswith("/") or len(word) <= WHOLE_WORD
            (whole if is_whole else beginnings).setdefault(word, []).append(topic)
    return (
        {word: tuple(found) for word, found in whole.items()},
        {word: tuple(found) for word, found in beginnings.items()},
    )


_WHOLE, _BEGINNINGS = _by_word()
