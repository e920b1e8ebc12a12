# syntax=docker/dockerfile:1
FROM python:3.13.9-slim AS build
# To take what only debuggers read out of the libraries: 46 MB.
RUN apt-get update && apt-get install --yes --no-install-recommends binutils
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
# textstat names setuptools among its requirements, but needs it before Python 3.9 alone; it divides
# English words alone. What libraries test themselves with is of no use here. 20 MB together.
RUN pip --python /opt/imnm/bin/python uninstall --yes setuptools \
    && cd /opt/imnm/lib/python*/site-packages \
    && find pyphen/dictionaries -type f ! -name "hyph_en*" -delete \
    && rm -r sqlalchemy/testing alembic/testing
COPY deploy/minimal_root.py ./
RUN python minimal_root.py /opt/imnm /root-of-image \
    && find /opt/imnm /root-of-image -name "*.so*" ! -name ld.so.cache -type f -exec strip --strip-unneeded {} + \
    && install --directory --owner=10001 --group=10001 --mode=0700 /owned/data

FROM scratch
COPY --from=build /root-of-image /
COPY --from=build /opt/imnm /opt/imnm
COPY --from=build --chown=10001:10001 /owned /
ENV PATH=/opt/imnm/bin \
    LANG=C.UTF-8 \
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
