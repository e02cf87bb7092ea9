"""Errors outward: a page with the way on for people, RFC 9457 for programs, never a stack trace."""

from dataclasses import dataclass
from uuid import uuid4

from flask import Flask, Response, current_app, g, json, render_template, request, url_for
from werkzeug.exceptions import HTTPException, InternalServerError

from graph.errors import AmbiguousName, EmptyGraph, UnknownName, YangtzeError
from graph.gaps.peers import NoPeers
from web.guard import seconds_to_wait
from web.keeper import Busy
from web.say import _
from web.words import LABEL_NAME

_KIND_NAME = {"region": "地区", "chain": "产业链", "entity": "名称", "document": "资料"}
_RETRY_SECONDS = 5
_HTTP = {
    400: ("没有读懂这个问题", "请从下面的地区和产业链里选，或写一个名字去查。"),
    404: ("没有这一页", "地址也许抄漏了一段。可以从首页问起，或在上面查一个名字。"),
    405: ("这个地址只能读", "这里的页面只供查看，不接受提交。"),
    413: ("发来的内容太大", "请收窄后再试。"),
    429: ("问得太密", "请稍等片刻再问；成批取数请用导出或命令行。"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A way on: a name and where it leads."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for both kinds of reader."""

    status: int
    kind: str
    heading: str
    advice: str
    title: str
    detail: str
    choices: tuple[Choice, ...] = ()
    number: str = ""

    def response(self) -> Response:
        """As the asker reads it."""
        g.pop("meta", None)  # an error is of no version and is not kept
        if request.path.startswith("/api/") and request.path != "/api/docs":
            body = {
                "type": f"urn:yangtze:{self.kind}", "title": self.title, "status": self.status,
                "detail": self.detail, "instance": request.path,
                "nearest": [choice.name for choice in self.choices],
            }  # fmt: skip
            if self.number:
                body["number"] = self.number
            text = json.dumps(body, ensure_ascii=False, sort_keys=False) + "\n"
            return Response(text, self.status, content_type="application/problem+json")
        return Response(render_template("problem.html", problem=self), self.status)


def register(app: Flask) -> None:
    """Let every error go outward through here."""
    app.register_error_handler(UnknownName, _unknown)
    app.register_error_handler(AmbiguousName, _ambiguous)
    app.register_error_handler(EmptyGraph, _empty)
    app.register_error_handler(NoPeers, _no_peers)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(YangtzeError, _unavailable)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _again(kind: str, name: str) -> Choice:
    """The same question with another name in the place of the one that is not known."""
    if kind in ("region", "chain") and kind in request.args:
        region, chain = (name if k == kind else request.args.get(k) for k in ("region", "chain"))
        return Choice(name, url_for("start.page" if request.path == "/" else "gaps.page", region=region, chain=chain))
    if kind == "document":
        return Choice(name, url_for("documents.page", id=name))
    return Choice(name, url_for("entities.find", q=name))


def _unknown(error: UnknownName) -> Response:
    what = _(_KIND_NAME.get(error.kind, error.kind))
    choices = tuple(_again(error.kind, name) for name in error.nearest)
    return Problem(
        404, "unknown-name", _("没有找到叫「%(name)s」的%(what)s", name=error.name, what=what),
        _("最接近的是：") if choices else _("也没有写法相近的。可以换一个简称或全称再查。"),
        f"No {error.kind} of this name", str(error), choices,
    ).response()  # fmt: skip


def _ambiguous(error: AmbiguousName) -> Response:
    what = _(_KIND_NAME.get(error.kind, error.kind))
    choices = tuple(map(_entity_choice if error.kind == "entity" else lambda c: _again(error.kind, c), error.choices))
    return Problem(
        404, "ambiguous-name", _("「%(name)s」不止一个%(what)s", name=error.name, what=what), _("请选一个："),
        f"Several {error.kind}s of this name", str(error), choices,
    ).response()  # fmt: skip


def _entity_choice(text: str) -> Choice:
    """``id (Label name)`` as the graph words it, as a link."""
    id_, _open, rest = text.partition(" (")
    label, _space, name = rest.removesuffix(")").partition(" ")
    return Choice(f"{name or id_}（{_(LABEL_NAME.get(label, label))}，{id_}）", url_for("entities.page", id=id_))


def _unavailable(error: YangtzeError) -> Response:
    number = _number(error, trace=False)
    return Problem(
        503, "unavailable", _("图谱暂时读不到"), _("图谱库没有打开。请稍后再试，或请管理员看服务记录。"),
        "The graph cannot be read", "The store could not be opened or read; see the server's log.", (), number,
    ).response()  # fmt: skip


def _empty(error: EmptyGraph) -> Response:
    return Problem(
        503, "empty-graph", _("图里还没有内容"), _("请先用 yangtze project 或 yangtze ingest 建图。"),
        "The graph is empty", str(error),
    ).response()  # fmt: skip


def _no_peers(error: NoPeers) -> Response:
    return Problem(
        404, "no-peers", _("说不出与哪里相像"), _("区域，或所知企业太少的地区，没有可比的产业结构。请换一个地区。"),
        "No portfolio to compare", str(error),
    ).response()  # fmt: skip


def _busy(error: Busy) -> Response:
    response = Problem(
        503,
        "busy",
        _("问的人太多"),
        _("前面的问题还没有答完。请稍等片刻再试。"),
        "Too many questions at a time",
        str(error),
    ).response()
    response.headers["Retry-After"] = str(_RETRY_SECONDS)
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return Response(error.get_response().data, status)
    heading, advice = _HTTP.get(status, (_("没有办成"), _("请换一种问法再试。")))
    detail = _told(error) or error.description or error.name
    if status == 400 and detail != type(error).description:
        advice = f"{detail}。{_(advice)}"
    response = Problem(status, error.name.lower().replace(" ", "-"), heading, advice, error.name, detail).response()
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    if status == 429:
        response.headers["Retry-After"] = str(seconds_to_wait())
    return response


def _told(error: HTTPException) -> str:
    """What a parser of parameters found wrong, one after the other; "" when no parser raised the error."""
    messages = getattr(error, "data", {}).get("messages", {}).get("query", {})
    return "; ".join(f"{name}: {_first(told)}" for name, told in messages.items())


def _first(told: object) -> str:
    while isinstance(told, dict | list):  # a list's mistakes come by their place
        told = next(iter(told.values() if isinstance(told, dict) else told), "")
    return str(told)


def _unforeseen(error: Exception) -> Response:
    number = _number(error)
    return Problem(
        500, "internal", _("出了意外"), _("没有办成，你的条件还在地址里，可以再试一次。"),
        InternalServerError().name, "Something went wrong here; the number names the entry in the server's log.",
        (), number,
    ).response()  # fmt: skip


def _number(error: Exception, *, trace: bool = True) -> str:
    """A number that the visitor can give and that finds the error in the log."""
    number = uuid4().hex[:8]
    current_app.logger.error("%s %s %s", number, request.path, error, exc_info=error if trace else None)
    return number
