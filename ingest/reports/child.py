"""The child process: a report on standard input, its text or the reason why there is none on standard output."""

import json
import os
import sys

from ingest.reports.report import MAX_MEMORY, MAX_WORK, Report, ReportError

if sys.platform != "win32":
    import resource


def bound_self() -> None:
    """Bound memory and processor time of this process, where the platform has such bounds."""
    if sys.platform == "win32":
        return
    for which, limit in ((resource.RLIMIT_AS, MAX_MEMORY), (resource.RLIMIT_CPU, MAX_WORK)):
        try:
            _, hard = resource.getrlimit(which)
            resource.setrlimit(which, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
        except (ValueError, OSError):
            continue  # macOS knows the name of the bound on memory and refuses the number


def read(data: bytes, suffix: str) -> Report:
    """Read a report of a kind."""
    # Imported here: a child reads one kind only.
    if suffix == ".pdf":
        from ingest.reports.pdf import read_pdf  # noqa: PLC0415

        return read_pdf(data)
    from ingest.reports.docx import read_docx  # noqa: PLC0415

    return read_docx(data)


def main() -> None:
    """Read standard input, write the answer."""
    # What a library prints goes to standard error, so that the answer stays whole.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    bound_self()
    try:
        body = read(sys.stdin.buffer.read(), sys.argv[1]).to_bytes()
    except ReportError as error:
        body = json.dumps({"error": str(error)}).encode()
    with answer:
        answer.write(body)
        answer.flush()
    os._exit(0)  # the answer is whole: nothing that a library does at its end may change that


if __name__ == "__main__":
    main()
