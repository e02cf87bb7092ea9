"""``yangtze serve``: the pages on a production server that runs on Windows too."""

import errno
import socket
from typing import Any

import click

from graph.options import ledger_option, store_option

_LONGEST_REQUEST, _LONGEST_HEADER = 1 << 20, 1 << 15  # nothing here takes more than an address and a small form
_RATE = "600 per minute"


def _rate(context: click.Context, option: click.Parameter, text: str) -> str:
    """``none`` as no limit; anything else has to be a limit."""
    from limits import parse_many

    if text.strip().lower() in ("", "none", "0"):
        return ""
    try:
        parse_many(text)
    except ValueError as error:
        raise click.BadParameter(f"'{text}' is no rate; write '{_RATE}', '10 per second' or 'none'.") from error
    return text


def _trusting(proxy: str | None) -> dict[str, Any]:
    if not proxy:
        return {}
    heard = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": heard, "clear_untrusted_proxy_headers": True}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every one.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Requests at a time.")
@click.option("--private", is_flag=True, help="Show nothing to those who have not signed in ('yangtze user add').")
@click.option(
    "--rate",
    default=_RATE,
    show_default=True,
    callback=_rate,
    help="How often one address may ask; 'none' for as often as it likes.",
)
@click.option(
    "--proxy",
    metavar="ADDRESS",
    help="Believe a reverse proxy at ADDRESS who the visitor is and whether https is used (X-Forwarded-For, -Proto, "
    "-Host).",
)
@store_option
@ledger_option
def serve(
    host: str, port: int, threads: int, private: bool, rate: str, proxy: str | None, store: str, ledger: str | None
) -> None:
    """Show the graph in a browser: ask, look at an answer, follow it down to the sentence.

    \b
    yangtze serve
    yangtze serve --port 8080 --store belt.yangtze
    """
    from threading import Thread

    from waitress.server import create_server

    from graph.session import open_graph
    from web.app import create_app

    with open_graph(store, ledger=ledger) as graph:
        _ = graph.meta  # says what is wrong now, not at the first visit
    listener = _listen(host, port)
    app = create_app(store, LEDGER=ledger, PRIVATE=private, RATE=rate)
    server = create_server(
        app, sockets=[listener], threads=threads, ident=None, max_request_body_size=_LONGEST_REQUEST,
        max_request_header_size=_LONGEST_HEADER, **_trusting(proxy),
    )  # fmt: skip
    Thread(target=lambda: app.test_client().get("/"), daemon=True).start()  # the first visitor need not wait
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Yangtze Chains at http://{shown}:{listener.getsockname()[1]}/  (Ctrl+C stops it)")
    try:
        server.run()
    finally:
        app.extensions["yangtze"].close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        # Windows lets two servers share a port that is reused, Linux keeps a closed one busy for a minute unless it is.
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES) or getattr(error, "winerror", 0) in (10013, 10048):
            raise click.ClickException(
                f"Port {port} on {host} is taken or not allowed; choose another with --port (0 for any free one)."
            ) from error
        raise click.ClickException(f"Cannot listen on {host}:{port}: {error}.") from error
    return listener
