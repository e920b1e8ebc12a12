# syntax=docker/dockerfile:1
FROM python:3.13.9-slim AS build
WORKDIR /src
# The environment gets no pip of its own: what is copied below holds the bot and nothing to build with.
RUN python -m venv --without-pip /opt/imnm
COPY requirements/image.txt requirements/build.txt requirements/
RUN pip --python /opt/imnm/bin/python install --no-cache-dir --require-hashes --requirement requirements/image.txt
RUN pip install --no-cache-dir --require-hashes --requirement requirements/build.txt
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY bot ./bot
COPY cards ./cards
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && pip --python /opt/imnm/bin/python install --no-cache-dir --no-deps /wheels/*.whl
# textstat names it among its requirements, but needs it before Python 3.9 alone.
RUN pip --python /opt/imnm/bin/python uninstall --yes setuptools

FROM python:3.13.9-slim
RUN groupadd --gid 10001 imnm \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin imnm \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data \
    && python -m pip uninstall --yes setuptools pip \
    && rm -rf "$(python -c 'import ensurepip; print(ensurepip.__path__[0])')" \
    && dpkg --purge --force-remove-protected --force-depends apt \
    && rm -rf /etc/apt /var/cache/apt /var/lib/apt /var/log/apt
COPY --from=build /opt/imnm /opt/imnm
ENV PATH=/opt/imnm/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite+aiosqlite:////data/imnm.db \
    LOG_FORMAT=json \
    HEALTH_PORT=8080
WORKDIR /app
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["imnm-bot", "health"]
ENTRYPOINT ["imnm-bot"]
CMD ["run"]
