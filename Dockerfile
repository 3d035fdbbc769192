# Claimgrid as an image. Written to be read: it was not tried where it was written. README says what each setting does.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /claimgrid
COPY requirements-postgres.txt ./
RUN python -m venv /packages \
    && /packages/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements-postgres.txt \
    && /packages/bin/pip install --no-cache-dir --only-binary :all: "redis>=5,<7"
# the client of Redis is not in the lock: a site without Redis needs none

FROM python:3.11-slim-bookworm
# pg_dump and pg_restore, for `manage.py backup` and `restore`; those of the same version as the server or newer
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --no-create-home claimgrid
COPY --from=packages /packages /packages
WORKDIR /claimgrid
COPY . .
ENV PATH=/packages/bin:$PATH PYTHONUNBUFFERED=1
# Static files are collected once, into the image; the secret is of this step alone.
RUN SECRET_KEY=of-this-step-alone ALLOWED_HOSTS=localhost DATABASE_URL=sqlite://:memory: \
    python manage.py collectstatic --noinput
USER claimgrid
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", \
    "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "4"]
