# The image of `web`: yangtze and nothing that builds it, run by a user that owns only the ledger's folder.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml setup.cfg constraints.txt README.md LICENSE yangtze.py ./
COPY graph graph
COPY nlp nlp
COPY ingest ingest
COPY web web
RUN python -m venv /opt/yangtze \
    && /opt/yangtze/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt .

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="yangtze-chains" org.opencontainers.image.licenses="Apache-2.0 AND CC-BY-4.0"
ENV PATH=/opt/yangtze/bin:$PATH PYTHONUTF8=1 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 YANGTZE_LEDGER=/ledger
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin yangtze \
    && install -d -o yangtze -g yangtze /ledger
COPY --from=build /opt/yangtze /opt/yangtze
COPY --chmod=0755 docker/entrypoint.sh /usr/local/bin/entrypoint.sh
USER 10001:10001
VOLUME /ledger
EXPOSE 8000
ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]
CMD ["yangtze", "serve", "--host", "0.0.0.0"]
