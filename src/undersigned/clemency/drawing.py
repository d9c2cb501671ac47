"""A picture's description becomes SVG or PNG, once; the same picture is not drawn twice."""

import json
import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape

import vl_convert

from undersigned.clemency.specs import Spec

PICTURES_KEPT = 400
VEGA_LITE = "5.21"
_SIZE = re.compile(r'<svg\b[^>]*?\bwidth="([\d.]+)" height="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture: its bytes and its size in pixels."""

    body: bytes
    width: int
    height: int


def svg(spec: Spec, title: str, description: str) -> Picture:
    """The picture as SVG with its title and description inside, so that it can be read without being seen."""
    return _svg(json.dumps(spec), title, description)


def png(spec: Spec, scale: int = 1) -> Picture:
    """The picture as PNG, so many pixels to each of the description's, for sharing."""
    return _png(json.dumps(spec), scale)


@lru_cache(maxsize=PICTURES_KEPT)
def _svg(spec: str, title: str, description: str) -> Picture:
    drawn = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    found = _SIZE.match(drawn)
    if found is None:
        raise ValueError("The renderer gave a picture without a size.")
    start = drawn.index(">") + 1
    opening = drawn[: start - 1] + ' role="img" aria-labelledby="title desc">'
    told = f'<title id="title">{escape(title)}</title><desc id="desc">{escape(description)}</desc>'
    return Picture((opening + told + drawn[start:]).encode(), round(float(found[1])), round(float(found[2])))


@lru_cache(maxsize=PICTURES_KEPT // 4)
def _png(spec: str, scale: int) -> Picture:
    body = vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=scale)
    return Picture(body, *struct.unpack(">II", body[16:24]))  # the header chunk that every PNG begins with
