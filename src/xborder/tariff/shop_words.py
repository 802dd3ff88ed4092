"""What shops call goods, and what tariffs call them: words for searching, and nothing that decides a classification.

The tariffs' words are those of the headings and subheadings of the Harmonized System, which all tariffs share. A search
for a shop's word looks for these too, and lets them weigh less than the words as they were typed.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

__all__ = ["SHOP_WORDS", "parts"]

SHOP_WORDS: Final[Mapping[str, tuple[str, ...]]] = types.MappingProxyType(
    {
        # apparel
        "tee": ("T-shirts",),
        "tshirt": ("T-shirts",),
        "hoodie": ("sweatshirts pullovers",),
        "sweatshirt": ("sweatshirts pullovers",),
        "jumper": ("sweaters pullovers",),
        "jeans": ("trousers breeches denim", "trousers breeches cotton"),
        "pants": ("trousers breeches",),
        "underwear": ("briefs panties", "underpants briefs"),
        "boxers": ("underpants briefs",),
        "bra": ("brassieres",),
        "bikini": ("swimwear",),
        "swimsuit": ("swimwear",),
        "socks": ("hosiery footwear without soles", "hosiery socks"),
        "onesie": ("babies garments",),
        "beanie": ("hats headgear knitted",),
        "cap": ("hats headgear",),
        "raincoat": ("anoraks windbreakers",),
        # footwear
        "sneakers": ("sports footwear",),
        "trainers": ("sports footwear",),
        "running shoes": ("sports footwear",),
        "boots": ("footwear covering ankle",),
        "flip flops": ("zori", "footwear upper straps thongs"),
        # bags and accessories
        "handbag": ("handbags shoulder strap",),
        "purse": ("handbags shoulder strap",),
        "backpack": ("travel sports bags", "rucksacks"),
        "rucksack": ("travel sports bags", "backpacks"),
        "suitcase": ("trunks suit-cases",),
        "wallet": ("articles carried pocket handbag",),
        "phone case": ("articles carried pocket handbag", "articles plastics"),
        "sunglasses": ("sunglasses",),
        "glasses": ("spectacles goggles",),
        "watch": ("wrist-watches", "wrist watches"),
        "smartwatch": ("apparatus transmission reception voice images data",),
        "jewelry": ("jewellery articles", "articles of jewelry"),
        "jewellery": ("articles of jewelry",),
        "earrings": ("articles of jewelry", "jewellery articles", "imitation jewelry"),
        # electronics
        "laptop": ("portable automatic data processing machines",),
        "notebook computer": ("portable automatic data processing machines",),
        "tablet computer": ("portable automatic data processing machines",),
        "computer": ("automatic data processing machines",),
        "smartphone": ("smartphones", "telephones cellular networks"),
        "mobile phone": ("smartphones", "telephones cellular networks"),
        "cell phone": ("smartphones", "telephones cellular networks"),
        "headphones": ("headphones earphones",),
        "earbuds": ("headphones earphones",),
        "speaker": ("loudspeakers",),
        "tv": ("reception apparatus television",),
        "power bank": ("lithium-ion accumulators", "lithium-ion batteries"),
        "battery": ("primary cells batteries", "electric accumulators", "storage batteries"),
        "charger": ("static converters",),
        "usb stick": ("solid-state non-volatile storage devices",),
        "drone": ("unmanned aircraft",),
        "led bulb": ("light-emitting diode lamps",),
        "game console": ("video game consoles",),
        # the home, beauty, leisure
        "mug": ("tableware kitchenware mugs", "tableware kitchenware"),
        "plate": ("tableware kitchenware",),
        "couch": ("seats upholstered",),
        "sofa": ("seats upholstered",),
        "rug": ("carpets floor coverings",),
        "duvet": ("quilts eiderdowns",),
        "lipstick": ("lip make-up preparations", "lip makeup preparations"),
        "mascara": ("eye make-up preparations", "eye makeup preparations"),
        "perfume": ("perfumes toilet waters",),
        "vitamins": ("provitamins vitamins", "food preparations"),
        "food supplement": ("food preparations",),
        "toothbrush": ("tooth brushes", "toothbrushes"),
        "bike": ("bicycles",),
        "e bike": ("motorcycles electric motor propulsion",),
        "scooter": ("scooters wheeled toys",),
        "doll": ("dolls",),
        "plush toy": ("toys dolls stuffed", "toys dolls"),
        "book": ("printed books brochures",),
    }
)
"""The tariffs' words by those of shops, in the singular or as they are usually said; several are ways to say it."""

_LONGEST: Final = 3


def parts(words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The words of a text in order, those together that a shop uses for one thing, each with what tariffs say for it.

    >>> list(parts(["women", "running", "shoes"]))
    [(('women',), ()), (('running', 'shoes'), ('sports footwear',))]
    """
    at = 0
    while at < len(words):
        for many in range(min(_LONGEST, len(words) - at), 0, -1):
            own = tuple(words[at : at + many])
            said = _said(" ".join(own).casefold())
            if said or many == 1:
                yield own, said
                at += many
                break


def _said(phrase: str) -> tuple[str, ...]:
    """What tariffs say for a word, in the singular or plural."""
    for form in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es"), f"{phrase}s"):
        if form in SHOP_WORDS:
            return SHOP_WORDS[form]
    return ()
