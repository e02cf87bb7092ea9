"""Sign in with a token, and out again."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import params
from web.signin import accounts, own_path, sign_in, sign_out

bp = Blueprint("signin", __name__)
_LONGEST_TOKEN = 200


@bp.get("/signin")
def page() -> str:
    """The form."""
    return render_template("signin.html", next=own_path(params.text("next", 2000)), wrong=False)


@bp.post("/signin")
def enter() -> tuple[str, int] | Response:
    """Begin a session, and go where the visitor was going."""
    token = request.form.get("token", "")[:_LONGEST_TOKEN].strip()
    following = own_path(request.form.get("next", "")[:2000])
    account = accounts().by_token(token) if token else None
    if account is None:
        return render_template("signin.html", next=following, wrong=True), 403
    sign_in(account)
    return redirect(following, 303)


@bp.post("/signout")
def leave() -> Response:
    """End the session."""
    sign_out()
    return redirect(url_for("start.page"), 303)
