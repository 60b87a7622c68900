# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.lock .
RUN /app/.venv/bin/pip install --require-hashes --only-binary :all: -r requirements.lock
COPY . .
RUN /app/.venv/bin/python -m compileall -q data domain careops_ui pages api main.py

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin careops \
    && install -d -o careops -g careops /data
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MALLOC_ARENA_MAX=2 \
    CAREOPS_ENVIRONMENT=production \
    CAREOPS_HOST=0.0.0.0 \
    CAREOPS_PORT=8080 \
    CAREOPS_DATA_DIR=/data
COPY --from=build /app /app
WORKDIR /app
USER 10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['CAREOPS_PORT'] + '/readyz', timeout=4)"]
CMD ["python", "main.py"]
