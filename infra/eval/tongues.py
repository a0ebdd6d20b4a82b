"""Words and sentences with gaps in the languages that fewer people write in; `phrases.py` says what the gaps mean."""

from typing import Final

Words = dict[str, tuple[str, ...]]

MORE_WORDS: Final[dict[str, Words]] = {
    "pl": {
        "m": ("odwiedzających", "sesji", "zamówień", "wizyt w sklepie", "porzuconych koszyków"),
        "d": ("dzisiaj", "wczoraj", "w zeszłym tygodniu", "w tym miesiącu", "w maju", "od poniedziałku"),
        "p": ("niebieska koszula", "płaszcz", "artykuł 512", "portfel", "plecak"),
        "q": ("sukienki", "buty", "torby", "swetry", "kurtki"),
        "a": ("anomalie", "trendy", "wzorce", "alerty"),
    },
    "sv": {
        "m": ("besökare", "sessioner", "beställningar", "butiksbesök", "övergivna varukorgar"),
        "d": ("idag", "igår", "förra veckan", "den här månaden", "i maj", "sedan måndag"),
        "p": ("den blå skjortan", "regnrocken", "artikel 512", "plånboken", "ryggsäcken"),
        "q": ("klänningar", "skor", "väskor", "tröjor", "jackor"),
        "a": ("avvikelser", "trender", "mönster", "varningar"),
    },
    "no": {
        "m": ("besøkende", "økter", "ordrer", "butikkbesøk", "forlatte handlekurver"),
        "d": ("i dag", "i går", "forrige uke", "denne måneden", "i mai", "siden mandag"),
        "p": ("den blå skjorta", "regnjakka", "vare 512", "lommeboka", "sekken"),
        "q": ("kjoler", "sko", "vesker", "gensere", "jakker"),
        "a": ("avvik", "trender", "mønstre", "varsler"),
    },
    "tr": {
        "m": ("ziyaretçi", "oturum", "sipariş", "mağaza ziyareti", "terk edilen sepet"),
        "d": ("bugün", "dün", "geçen hafta", "bu ay", "mayısta", "pazartesiden beri"),
        "p": ("mavi gömlek", "yağmurluk", "512 numaralı ürün", "cüzdan", "sırt çantası"),
        "q": ("elbiseler", "ayakkabılar", "çantalar", "kazaklar", "ceketler"),
        "a": ("anomaliler", "trendler", "uyarılar"),
    },
    "ru": {
        "m": ("посетителей", "сессий", "заказов", "визитов в магазин", "брошенных корзин"),
        "d": ("сегодня", "вчера", "на прошлой неделе", "в этом месяце", "в мае", "с понедельника"),
        "p": ("синяя рубашка", "плащ", "товар 512", "кошелёк", "рюкзак"),
        "q": ("платья", "обувь", "сумки", "свитера", "куртки"),
        "a": ("аномалии", "тренды", "закономерности", "предупреждения"),
    },
    "zh": {
        "m": ("访客", "会话", "订单", "到店人数", "放弃的购物车"),
        "d": ("今天", "昨天", "上周", "这个月", "五月", "周一以来"),
        "p": ("蓝色衬衫", "雨衣", "512号商品", "钱包", "背包"),
        "q": ("连衣裙", "鞋子", "包", "毛衣", "外套"),
        "a": ("异常", "趋势", "模式", "警报"),
    },
    "ja": {
        "m": ("訪問者", "セッション", "注文", "来店者", "カゴ落ち"),
        "d": ("今日", "昨日", "先週", "今月", "五月", "月曜日から"),
        "p": ("青いシャツ", "レインコート", "商品512", "財布", "リュック"),
        "q": ("ワンピース", "靴", "バッグ", "セーター", "ジャケット"),
        "a": ("異常", "トレンド", "パターン", "アラート"),
    },
    "ko": {
        "m": ("방문자", "세션", "주문", "매장 방문", "장바구니 포기"),
        "d": ("오늘", "어제", "지난주", "이번 달", "5월", "월요일부터"),
        "p": ("파란 셔츠", "우비", "상품 512", "지갑", "배낭"),
        "q": ("원피스", "신발", "가방", "스웨터", "재킷"),
        "a": ("이상 징후", "추세", "패턴", "경고"),
    },
    "ar": {
        "m": ("الزوار", "الجلسات", "الطلبات", "زيارات المتجر"),
        "d": ("اليوم", "أمس", "الأسبوع الماضي", "هذا الشهر", "في مايو"),
        "p": ("القميص الأزرق", "المعطف", "المنتج 512", "المحفظة"),
        "q": ("الفساتين", "الأحذية", "الحقائب", "المعاطف"),
        "a": ("الحالات الشاذة", "الاتجاهات", "التنبيهات"),
    },
    "hi": {
        "m": ("आगंतुक", "सत्र", "ऑर्डर", "दुकान में लोग"),
        "d": ("आज", "कल", "पिछले हफ्ते", "इस महीने", "मई में"),
        "p": ("नीली शर्ट", "रेनकोट", "उत्पाद 512", "बटुआ"),
        "q": ("कपड़े", "जूते", "बैग", "जैकेट"),
        "a": ("असामान्यताएं", "रुझान", "चेतावनियां"),
    },
}

MORE_SENTENCES: Final = (
    ("pl", "MOLECULE", "interaction_analyst", """
        ile było {m} {d}?
        ilu mieliśmy {m} {d}
        liczba {m} {d}
        co klienci piszą o {p}"""),
    ("pl", "MOLECULE", "product_analyst", """
        ile kosztuje {p}?
        czy {p} jest na stanie
        pokaż {q} w magazynie
        najtańsze {q}"""),
    ("pl", "MOLECULE", "pattern_analyst", """
        pokaż {a} {d}
        czy są nowe {a} {d}?"""),
    ("pl", "CELL", "interaction_analyst", """
        porównaj liczbę {m} {d} z poprzednim okresem
        jak zmieniała się liczba {m} {d} tydzień po tygodniu"""),
    ("pl", "CELL", "product_analyst", """
        porównaj ceny {q} i {q}
        średnia cena {q} według marki w tabeli"""),
    ("pl", "CELL", "pattern_analyst", """
        uszereguj {a} {d} według ważności i wyjaśnij je"""),
    ("pl", "ORGAN", "-", """
        dlaczego spadła liczba {m} {d} i których produktów to dotyczy
        dlaczego {q} sprzedają się gorzej, skoro {m} jest więcej
        czy {a} mają związek ze skargami i brakiem {q}"""),
    ("pl", "ORGANISM", "-", """
        napisz pełny raport {d} ze wszystkimi kanałami, produktami i rekomendacjami
        przygotuj strategię dla {q} na podstawie wszystkich danych
        opracuj kompletny plan działania dla zarządu"""),
    ("sv", "MOLECULE", "interaction_analyst", """
        hur många {m} {d}?
        hur många {m} hade vi {d}
        antal {m} {d}"""),
    ("sv", "MOLECULE", "product_analyst", """
        vad kostar {p}?
        finns {p} i lager
        visa alla {q}
        billigaste {q}"""),
    ("sv", "MOLECULE", "pattern_analyst", """
        visa {a} {d}
        finns det några {a} {d}?"""),
    ("sv", "CELL", "interaction_analyst", """
        jämför {m} {d} med perioden innan
        hur utvecklades {m} {d} vecka för vecka"""),
    ("sv", "CELL", "product_analyst", """
        jämför priserna på {q} och {q}"""),
    ("sv", "ORGAN", "-", """
        varför minskade {m} {d} och vilka produkter påverkas
        varför säljer {q} sämre trots fler {m}
        hänger {a} ihop med klagomål och slutsålda {q}"""),
    ("sv", "ORGANISM", "-", """
        skriv en fullständig rapport för {d} med alla kanaler, produkter och rekommendationer
        ta fram en strategi för {q} med åtgärder och mål"""),
    ("no", "MOLECULE", "interaction_analyst", """
        hvor mange {m} {d}?
        hvor mange {m} hadde vi {d}
        antall {m} {d}"""),
    ("no", "MOLECULE", "product_analyst", """
        hva koster {p}?
        har vi {q} på lager
        vis alle {q}
        billigste {q}"""),
    ("no", "MOLECULE", "pattern_analyst", """
        vis {a} {d}
        er det noen {a} {d}?"""),
    ("no", "CELL", "interaction_analyst", """
        sammenlign {m} {d} med perioden før
        hvordan utviklet {m} seg {d} uke for uke"""),
    ("no", "CELL", "product_analyst", """
        sammenlign prisene på {q} og {q}"""),
    ("no", "ORGAN", "-", """
        hvorfor falt {m} {d}, og hvilke produkter gjelder det
        hvorfor selger {q} dårligere når vi har flere {m}
        henger {a} sammen med klager og utsolgte {q}"""),
    ("no", "ORGANISM", "-", """
        skriv en fullstendig rapport for {d} med alle kanaler, produkter og anbefalinger
        lag en strategi for {q} med tiltak og mål"""),
    ("tr", "MOLECULE", "interaction_analyst", """
        {d} kaç {m} vardı?
        {d} {m} sayısı"""),
    ("tr", "MOLECULE", "product_analyst", """
        {p} ne kadar?
        {p} stokta var mı
        {q} listesi
        en ucuz {q}"""),
    ("tr", "MOLECULE", "pattern_analyst", """
        {d} {a} göster
        {d} yeni {a} var mı?"""),
    ("tr", "CELL", "interaction_analyst", """
        {d} {m} sayısını önceki dönemle karşılaştır
        {m} {d} haftadan haftaya nasıl değişti"""),
    ("tr", "CELL", "product_analyst", """
        {q} ve {q} fiyatlarını karşılaştır"""),
    ("tr", "ORGAN", "-", """
        {d} {m} neden düştü ve hangi ürünler etkilendi
        {m} arttığı halde {q} neden daha az satılıyor"""),
    ("tr", "ORGANISM", "-", """
        {d} için tüm kanallar, ürünler ve önerilerle eksiksiz bir rapor yaz
        {q} için tüm verilerle kapsamlı bir strateji hazırla"""),
    ("ru", "MOLECULE", "interaction_analyst", """
        сколько было {m} {d}?
        число {m} {d}
        что клиенты пишут про {p}"""),
    ("ru", "MOLECULE", "product_analyst", """
        сколько стоит {p}?
        есть ли {p} в наличии
        покажи все {q}
        самые дешёвые {q}"""),
    ("ru", "MOLECULE", "pattern_analyst", """
        покажи {a} {d}
        есть ли {a} {d}?"""),
    ("ru", "CELL", "interaction_analyst", """
        сравни число {m} {d} с предыдущим периодом
        как менялось число {m} {d} по неделям"""),
    ("ru", "CELL", "product_analyst", """
        сравни цены на {q} и {q}"""),
    ("ru", "CELL", "pattern_analyst", """
        отсортируй {a} {d} по важности и объясни каждую"""),
    ("ru", "ORGAN", "-", """
        почему {d} стало меньше {m} и какие товары затронуты
        почему {q} продаются хуже, хотя {m} больше
        связаны ли {a} с жалобами и отсутствием товара"""),
    ("ru", "ORGANISM", "-", """
        напиши полный отчёт {d} по всем каналам с товарами и рекомендациями
        разработай стратегию для категории {q} на основе всех данных"""),
    ("zh", "MOLECULE", "interaction_analyst", """
        {d}有多少{m}？
        {d}的{m}数量
        顾客怎么评价{p}"""),
    ("zh", "MOLECULE", "product_analyst", """
        {p}多少钱？
        {p}有货吗
        列出所有{q}
        最便宜的{q}"""),
    ("zh", "MOLECULE", "pattern_analyst", """
        显示{d}的{a}
        {d}有什么{a}吗？"""),
    ("zh", "CELL", "interaction_analyst", """
        比较{d}的{m}和上一个时期
        {d}{m}每周是怎么变化的"""),
    ("zh", "CELL", "product_analyst", """
        比较{q}和{q}的价格"""),
    ("zh", "CELL", "pattern_analyst", """
        按严重程度排列{d}的{a}并解释"""),
    ("zh", "ORGAN", "-", """
        为什么{d}{m}减少了，哪些产品受影响
        为什么{m}增加了，{q}却卖得不好
        {a}和投诉、缺货有关系吗"""),
    ("zh", "ORGANISM", "-", """
        写一份{d}的完整报告，包括所有渠道、产品和建议
        根据所有数据为{q}制定完整的战略"""),
    ("ja", "MOLECULE", "interaction_analyst", """
        {d}の{m}は何人ですか
        {d}の{m}数を教えて"""),
    ("ja", "MOLECULE", "product_analyst", """
        {p}はいくらですか
        {p}の在庫はありますか
        {q}の一覧"""),
    ("ja", "MOLECULE", "pattern_analyst", """
        {d}の{a}を見せて
        {d}{a}はありますか"""),
    ("ja", "CELL", "interaction_analyst", """
        {d}の{m}を前の期間と比較して
        {m}は週ごとにどう変化しましたか"""),
    ("ja", "CELL", "product_analyst", """
        {q}と{q}の価格を比較して"""),
    ("ja", "ORGAN", "-", """
        なぜ{d}{m}が減ったのですか、どの商品が影響していますか
        {m}は増えたのになぜ{q}が売れないのですか"""),
    ("ja", "ORGANISM", "-", """
        {d}の全チャネルと商品と提案を含む完全なレポートを作成して
        全データから{q}の戦略を立てて"""),
    ("ko", "MOLECULE", "interaction_analyst", """
        {d} {m} 수는 몇인가요
        {d} {m} 얼마나 있었어"""),
    ("ko", "MOLECULE", "product_analyst", """
        {p} 가격이 얼마예요
        {p} 재고 있나요
        {q} 목록"""),
    ("ko", "MOLECULE", "pattern_analyst", """
        {d} {a} 보여줘
        {d} {a} 있나요"""),
    ("ko", "CELL", "interaction_analyst", """
        {d} {m} 수를 이전 기간과 비교해줘"""),
    ("ko", "CELL", "product_analyst", """
        {q} 와 {q} 가격을 비교해줘"""),
    ("ko", "ORGAN", "-", """
        왜 {d} {m} 가 줄었고 어떤 상품이 영향을 받았나요
        {m} 는 늘었는데 왜 {q} 가 안 팔리나요"""),
    ("ko", "ORGANISM", "-", """
        {d} 모든 채널과 상품, 제안을 포함한 전체 보고서를 작성해줘"""),
    ("ar", "MOLECULE", "interaction_analyst", """
        كم عدد {m} {d}؟
        ما عدد {m} {d}"""),
    ("ar", "MOLECULE", "product_analyst", """
        كم سعر {p}؟
        هل {p} متوفر
        اعرض كل {q}"""),
    ("ar", "MOLECULE", "pattern_analyst", """
        اعرض {a} {d}
        هل توجد {a} {d}؟"""),
    ("ar", "CELL", "interaction_analyst", """
        قارن {m} {d} مع الفترة السابقة"""),
    ("ar", "CELL", "product_analyst", """
        قارن أسعار {q} و {q}"""),
    ("ar", "ORGAN", "-", """
        لماذا انخفض عدد {m} {d} وما المنتجات المتأثرة
        لماذا تباع {q} أقل رغم زيادة {m}"""),
    ("ar", "ORGANISM", "-", """
        اكتب تقريرا كاملا عن {d} يشمل كل القنوات والمنتجات مع توصيات"""),
    ("hi", "MOLECULE", "interaction_analyst", """
        {d} कितने {m} थे?
        {d} {m} की संख्या"""),
    ("hi", "MOLECULE", "product_analyst", """
        {p} की कीमत क्या है
        क्या {p} स्टॉक में है
        सभी {q} दिखाओ"""),
    ("hi", "MOLECULE", "pattern_analyst", """
        {d} {a} दिखाओ
        क्या {d} कोई {a} हैं?"""),
    ("hi", "CELL", "interaction_analyst", """
        {d} के {m} की पिछली अवधि से तुलना करो"""),
    ("hi", "ORGAN", "-", """
        {d} {m} क्यों कम हुए और कौन से उत्पाद प्रभावित हैं"""),
    ("hi", "ORGANISM", "-", """
        {d} की पूरी रिपोर्ट सभी चैनलों, उत्पादों और सुझावों के साथ लिखो"""),
)  # fmt: skip
