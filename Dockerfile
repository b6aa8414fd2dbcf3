# Muster with everything that running it takes: docs/operations.md says how it is started.
FROM python:3.11-slim AS made
WORKDIR /source
COPY requirements.lock ./
# Every file is the one that the lock names; of them, only what running takes is installed below.
RUN pip download --no-cache-dir --require-hashes --dest /wheels --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY core core
COPY storage storage
RUN pip install --no-index --find-links /wheels --upgrade setuptools \
 && pip wheel --no-index --no-deps --no-build-isolation --wheel-dir /wheels . \
 && python -m venv /muster \
 && /muster/bin/pip install --no-index --find-links /wheels "muster[traces]"

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home muster && chmod 700 /data
COPY --from=made /muster /muster
ENV PATH=/muster/bin:$PATH MUSTER_DATA_DIR=/data MUSTER_BIND=0.0.0.0 PYTHONUNBUFFERED=1
USER muster
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK CMD ["python", "-c", "import os, urllib.request as ask; ask.urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\", 8080)}/healthz', timeout=3)"]
ENTRYPOINT ["muster"]
CMD ["serve"]
