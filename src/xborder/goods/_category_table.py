"""Goods categories and the HS prefixes that mean them, typed as facts of the Harmonized System 2022.

References: the HS nomenclature, as published in the UN Comtrade list. Prefixes have two, four or six digits, because
only those mean the same in every country. The longest prefix decides. A few six-digit codes of HS 2017 are kept,
because older catalogues still write them.

Limitations, each settled on the request by the line's own ``category``:

- ``ebook``, ``supplement`` and ``nappy`` have no prefix. Food supplements share 2106.90 with other preparations, which
  stays ``food``; nappies share 9619.00 with sanitary towels, which stays ``sanitary``.
- 2207.20 (denatured alcohol) is ``alcohol`` without being ``spirits``.
- 1905.90 holds bread and cakes alike and stays ``bakery`` (food, not basic food).
- 2202.99 holds milk drinks and sodas alike and is a ``soft-drink``, not a ``sweetened-drink``.
- ``basic-food`` is milk products, eggs, vegetables, fruit, cereals, flour, bread and pasta. No two laws draw that line
  in the same place: a law pack that means more or less names the finer categories or the HS prefixes itself.
- Children's clothing by size or age is not visible in the HS beyond babies' garments (6111, 6209), and children's
  footwear not at all: ``childrens-footwear`` has no prefix.
- ``prescription-medicine``, ``smoking-cessation`` and ``child-car-seat`` have no prefix either: the HS asks neither for
  a prescription nor who sits in the seat.
- E-cigarettes (8543.40) are devices and no tobacco; a law that taxes them as tobacco names both.
- Parts and accessories of a heading (6406, 8473 ...) share its category where the law usually treats them alike.
"""

from __future__ import annotations

import attrs

__all__ = ["CATEGORIES", "Category"]


@attrs.frozen
class Category:
    """A kind of goods that some law treats apart.

    Attributes:
        name: as requests and law packs write it.
        parent: the wider category that it belongs to; empty at the top.
        prefixes: HS prefixes that mean it.
    """

    name: str
    parent: str = ""
    prefixes: tuple[str, ...] = ()


def _category(name: str, prefixes: str = "", parent: str = "") -> Category:
    return Category(name, parent, tuple(prefixes.split()))


CATEGORIES: tuple[Category, ...] = (
    # printed and recorded matter
    _category("printed-matter", "49"),
    _category("book", "4901 4903"),
    _category("ebook"),
    _category("sheet-music", "4904", "book"),
    _category("map", "4905", "book"),
    _category("periodical", "4902"),
    _category("newspaper", "490210", "periodical"),
    _category("recorded-media", "8523"),
    # food
    _category(
        "food", "0410 09 1105 1106 1107 1108 1109 1201 1202 1204 1206 1207 1208 1210 1212 15 16 17 18 19 20 21 2209"
    ),
    _category("basic-food", "04", "food"),
    _category("milk", "0401 0402", "basic-food"),
    _category("yoghurt", "0403", "basic-food"),
    _category("butter", "0405", "basic-food"),
    _category("cheese", "0406", "basic-food"),
    _category("egg", "0407 0408", "basic-food"),
    _category("vegetable", "07", "basic-food"),
    _category("fruit", "08", "basic-food"),
    _category("nut", "0801 0802", "food"),
    _category("cereal", "10 1103 1104", "basic-food"),
    _category("rice", "1006", "basic-food"),
    _category("flour", "1101 1102", "basic-food"),
    _category("pasta", "1902", "basic-food"),
    _category("bread", "190510 190540", "basic-food"),
    _category("bakery", "1905", "food"),
    _category("meat", "02", "food"),
    _category("fish", "03", "food"),
    _category("honey", "0409", "food"),
    _category("coffee", "0901", "food"),
    _category("tea", "0902 0903", "food"),
    _category("cooking-oil", "1507 1508 1511 1512 1513 1514 1515", "food"),
    _category("olive-oil", "1509 1510", "cooking-oil"),
    _category("margarine", "1517", "food"),
    _category("sugar", "1701", "food"),
    _category("salt", "2501", "food"),
    _category("confectionery", "1704", "food"),
    _category("chocolate", "1806", "confectionery"),
    _category("ice-cream", "2105", "food"),
    _category("infant-food", "160210 190110 200510 200710 210420", "food"),
    _category("supplement", "", "food"),
    _category("juice", "2009", "food"),
    _category("water", "2201", "food"),
    _category("soft-drink", "2202", "food"),
    _category("sweetened-drink", "220210", "soft-drink"),
    # excise goods
    _category("alcohol", "2207"),
    _category("beer", "2203", "alcohol"),
    _category("wine", "2204 2205", "alcohol"),
    _category("fermented-drink", "2206", "alcohol"),
    _category("spirits", "220710 2208", "alcohol"),
    _category("tobacco", "24"),
    _category("cigar", "240210", "tobacco"),
    _category("cigarette", "240220", "tobacco"),
    _category("heated-tobacco", "240411", "tobacco"),
    _category("nicotine-product", "240412 240419 240491 240492 240499", "tobacco"),
    _category("e-cigarette", "854340"),
    _category("fuel", "2710 2711"),
    # animals and plants
    _category("live-animal", "01"),
    _category("plant", "06"),
    _category("flower", "0603", "plant"),
    _category("seed", "1209"),
    _category("animal-feed", "23"),
    _category("pet-food", "230910", "animal-feed"),
    _category("fertiliser", "31"),
    _category("pesticide", "3808"),
    # health
    _category("medicine", "3002 3003 3004 300630 300660 300692 300693"),
    _category(
        "medical-device", "3005 300610 300640 300650 300670 300691 4014 8713 9018 901920 9020 9021 9022 902511 9402"
    ),
    _category("prescription-medicine", "", "medicine"),
    _category("smoking-cessation", "", "medicine"),
    _category("contraceptive", "401410", "medical-device"),
    _category("diagnostic", "3822"),
    _category("sanitary", "9619"),
    _category("baby-goods", "8715"),
    _category("nappy", "", "baby-goods"),
    _category("child-car-seat", "", "baby-goods"),
    # care
    _category("cosmetics", "3304 3305 3307"),
    _category("perfume", "3303", "cosmetics"),
    _category("oral-care", "3306", "cosmetics"),
    _category("soap", "3401"),
    _category("cleaning-product", "3402 3405"),
    _category("candle", "3406"),
    # wear
    _category("clothing", "392620 4015 420310 61 62"),
    _category("childrens-clothing", "6111 6209", "clothing"),
    _category("used-clothing", "6309"),
    _category("fur", "4303 4304"),
    _category("footwear", "64"),
    _category("childrens-footwear", "", "footwear"),
    _category("headgear", "65"),
    _category("safety-helmet", "650610", "headgear"),
    _category("textile", "50 51 52 53 54 55 56 58 59 60 63"),
    _category("home-textile", "6301 6302 6303 6304", "textile"),
    _category("carpet", "57", "textile"),
    _category("leather-goods", "42"),
    _category("bag", "4202"),
    _category("umbrella", "66"),
    _category("optical", "900130 900140 900150 9003 9004"),
    _category("sunglasses", "900410", "optical"),
    _category("watch", "9101 9102"),
    _category("clock", "9103 9104 9105 9106 9107"),
    _category("gemstone", "7101 7102 7103 7104 7105"),
    _category("precious-metal", "7106 7107 7108 7109 7110 7111 7112"),
    _category("jewellery", "7113 7114 7115 7116 7117"),
    _category("coin", "7118"),
    # devices
    _category("machinery", "84"),
    _category("electronics", "844331 844332 847330 85"),
    _category("computer", "8471", "electronics"),
    _category("phone", "851711 851712 851713 851714 851718", "electronics"),
    _category("audio", "8518 8519 8522 8527", "electronics"),
    _category("television", "8528", "electronics"),
    _category("battery", "8506 8507", "electronics"),
    _category("camera", "852580 852581 852582 852583 852589 9002 9006 9007"),
    _category("solar-panel", "854143"),
    _category("household-appliance", "732111 841451 8415 8418 842112 842211 8450 845210 8508 8509 8510 8516 901910"),
    _category("optical-instrument", "9005 9011"),
    _category("drone", "8806"),
    _category("vehicle", "8702 8703 8704"),
    _category("motorcycle", "8711"),
    _category("electric-cycle", "871160"),
    _category("bicycle", "8712"),
    _category("vehicle-part", "4011 8708 8714"),
    # home and leisure
    _category("furniture", "9401 9403"),
    _category("bedding", "9404"),
    _category("lighting", "9405"),
    _category("kitchenware", "3924 4419 6911 6912 7013 7323 7418 7615 8211 8215"),
    _category("tool", "82"),
    _category("stationery", "4817 4820 9608 9609"),
    _category("toy", "9503"),
    _category("game", "9504"),
    _category("video-game", "950450", "game"),
    _category("festive-article", "9505"),
    _category("sports-gear", "9506"),
    _category("golf-gear", "950631 950632 950639", "sports-gear"),
    _category("fishing-tackle", "9507", "sports-gear"),
    _category("musical-instrument", "92"),
    _category("weapon", "93"),
    _category("art", "97"),
    _category("collectible", "9704 9705", "art"),
    _category("antique", "9706", "art"),
)
