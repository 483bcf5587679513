# One image for every process: web, worker, beat, drain and the migration step.

FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt .
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STATIC_MANIFEST=1 \
    STATIC_ROOT=/srv/static \
    MEDIA_ROOT=/srv/media
# pg_dump and pg_restore for `manage.py backup` and `restore`
RUN apt-get update -q && apt-get install -qy --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin safeschools \
 && install -d -o safeschools -g safeschools /srv/media
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/safeschools
COPY . .
# For these two commands only; the running site gets its own from the environment.
RUN export SECRET_KEY=build DATABASE_URL=sqlite:////dev/null \
 && python manage.py compile_locale \
 && python manage.py collectstatic --noinput --verbosity 0
USER safeschools
EXPOSE 8000
CMD ["gunicorn", "safeschools.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--max-requests", "5000", "--max-requests-jitter", "500", \
     "--timeout", "60", "--graceful-timeout", "30", "--access-logfile", "-"]
