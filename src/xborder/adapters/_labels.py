"""A plain label in ZPL: addresses, service and tracking number as Code 128."""

from __future__ import annotations

from xborder.ports.carrier import Address, ShipmentRequest, ShippedParcel

__all__ = ["zpl_label"]


def zpl_label(request: ShipmentRequest, parcel: ShippedParcel) -> bytes:
    """A label of 100 x 150 mm at 203 dots an inch; text in UTF-8."""
    lines = [
        *("From: " + line for line in _lines(request.ship_from)[:1]),
        *_lines(request.ship_to),
        f"{request.service}  {parcel.number}/{len(request.parcels)}  {request.reference}".rstrip(),
    ]
    fields = "".join(f"^FO40,{40 + 45 * at}^A0N,35,35^FD{_safe(line)}^FS" for at, line in enumerate(lines))
    code = f"^FO40,800^BY3^BCN,200,Y,N,N^FD{_safe(parcel.tracking_number)}^FS"
    return f"^XA^CI28^PW800^LL1200{fields}{code}^XZ".encode()


def _lines(address: Address) -> list[str]:
    town = " ".join(part for part in (address.postal_code, address.city, address.subdivision, address.country) if part)
    return [line for line in (address.name, address.company, *address.street, town) if line]


def _safe(text: str) -> str:
    """Without the characters that begin a command."""
    return text.replace("^", " ").replace("~", " ")
