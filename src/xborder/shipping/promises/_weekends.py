"""The weekdays that are no business days, by country, typed as facts.

References: Unicode CLDR, supplemental week data (as Babel 2.19 carries it), and the package ``holidays`` 0.109.
Countries that are not listed rest on Saturday and Sunday in both. Limitations: the table is of 2026 and has no history
(the United Arab Emirates, for one, changed to Saturday and Sunday in 2022); carriers may well work on these days.
"""

from __future__ import annotations

from typing import Final

__all__ = ["DISPUTED", "WEEKENDS"]

_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_FRIDAY_SATURDAY: Final = frozenset({_FRIDAY, _SATURDAY})
_SUNDAY_ONLY: Final = frozenset({_SUNDAY})

# Both references agree on these.
_AGREED: Final = {
    **dict.fromkeys(("BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "OM", "QA", "SA", "SD", "SY", "YE"), _FRIDAY_SATURDAY),
    "IR": frozenset({_FRIDAY}),
}

# On these they do not; the row follows the one that is named.
_FOLLOWED: Final = {
    "AF": _FRIDAY_SATURDAY,  # holidays; CLDR has Thursday and Friday
    "BD": _FRIDAY_SATURDAY,  # holidays; CLDR has Saturday and Sunday
    "BN": frozenset({_FRIDAY, _SUNDAY}),  # holidays; CLDR has Saturday and Sunday
    "DJ": _FRIDAY_SATURDAY,  # holidays; CLDR has Saturday and Sunday
    "IN": _SUNDAY_ONLY,  # CLDR; holidays has Saturday and Sunday
    "LY": _FRIDAY_SATURDAY,  # CLDR; holidays has Saturday and Sunday
    "MV": _FRIDAY_SATURDAY,  # holidays; CLDR has Saturday and Sunday
    "UG": _SUNDAY_ONLY,  # CLDR; holidays has Saturday and Sunday
}
WEEKENDS: Final = _AGREED | _FOLLOWED

# Here CLDR's Saturday and Sunday are followed; holidays has Sunday alone (MR: Friday and Saturday).
_LONGER: Final = frozenset(["AI", "CD", "HK", "KN", "MR", "NE", "PY", "TK", "VE"])
DISPUTED: Final = frozenset(_FOLLOWED) | _LONGER
