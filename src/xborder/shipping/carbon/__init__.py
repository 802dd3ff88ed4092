"""What a parcel's journey emits, from published intensities, as a range with sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xborder._lazy import lazy

if TYPE_CHECKING:
    from xborder.shipping.carbon.distances import Adjustment, Distance, DistanceKind, great_circle
    from xborder.shipping.carbon.factors import Factor, Factors, Mode, bundled_factors, load_factors
    from xborder.shipping.carbon.footprints import Footprint, Hub, Leg, Packaging, Part, footprint
    from xborder.shipping.carbon.grams import Grams
    from xborder.shipping.carbon.packed import packed_footprint
    from xborder.shipping.carbon.sharing import Consigned, Share, share_emissions

__all__ = [
    "Adjustment",
    "Consigned",
    "Distance",
    "DistanceKind",
    "Factor",
    "Factors",
    "Footprint",
    "Grams",
    "Hub",
    "Leg",
    "Mode",
    "Packaging",
    "Part",
    "Share",
    "bundled_factors",
    "footprint",
    "great_circle",
    "load_factors",
    "packed_footprint",
    "share_emissions",
]

_HOMES = {
    "distances": ("Adjustment", "Distance", "DistanceKind", "great_circle"),
    "factors": ("Factor", "Factors", "Mode", "bundled_factors", "load_factors"),
    "footprints": ("Footprint", "Hub", "Leg", "Packaging", "Part", "footprint"),
    "grams": ("Grams",),
    "packed": ("packed_footprint",),
    "sharing": ("Consigned", "Share", "share_emissions"),
}
__getattr__, __dir__ = lazy(__name__, {name: f"{__name__}.{home}" for home, names in _HOMES.items() for name in names})
