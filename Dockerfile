# One image for web, worker, beat and migrate. Not yet built on a Docker engine: docs say so, a later step proves it.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    TIPCC_MODE=production TIPCC_VAR=/var/lib/tipcc TIPCC_STATIC=/srv/static \
    HOST=0.0.0.0 PORT=8000

RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tipcc \
    && install -d -o tipcc -g tipcc -m 0750 /var/lib/tipcc

WORKDIR /srv/tipcc
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY manage.py ./
COPY tipcc tipcc
COPY councils councils
COPY actionplans actionplans
COPY reports reports
COPY templates templates
COPY static static
COPY locale locale

# Both need settings that start; the key of this line is gone with it. The running containers get theirs as a secret.
RUN python -m compileall -q . \
    && python -m tipcc.catalogues compile \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" SITE_URL=http://localhost \
       TIPCC_VAR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build

USER tipcc
EXPOSE 8000
CMD ["gunicorn", "--config", "python:tipcc.web", "tipcc.wsgi"]
