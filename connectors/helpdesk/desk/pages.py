"""The desk's own files, as `npm run build` leaves them."""

from __future__ import annotations

import mimetypes

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, file, text

from frontline.settings import PROJECT_ROOT

BUILT = PROJECT_ROOT / "web" / "dist" / "desk"
NOT_BUILT = "The desk is not built yet: run `make web`, then reload this page."
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
NEVER_CHANGES = "public, max-age=31536000, immutable"


def add_routes(blueprint: Blueprint) -> None:
    """The page, and the hashed files it loads."""
    blueprint.add_route(page, "/", methods=["GET"])
    blueprint.add_route(asset, "/assets/<name:str>", methods=["GET"])


async def page(_request: Request) -> HTTPResponse:
    """The page that is the desk."""
    index = BUILT / "index.html"
    if not index.is_file():
        return text(NOT_BUILT, status=503)
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-cache"}
    return await file(index, mime_type="text/html; charset=utf-8", headers=headers)


async def asset(_request: Request, name: str) -> HTTPResponse:
    """One built file; its name changes with its content."""
    folder = BUILT / "assets"
    path = (folder / name).resolve()
    if path.parent != folder.resolve() or not path.is_file():
        return text("Not found", status=404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return await file(path, mime_type=kind, headers={**SECURITY_HEADERS, "Cache-Control": NEVER_CHANGES})
