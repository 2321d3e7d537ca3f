# One image for every worker: docker-compose.yml names which one each container runs.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc prisma.config.ts ./
COPY prisma prisma
# Packages for service only; the postinstall makes the database client in src/generated.
RUN npm ci --omit=dev
# Making the client was all that Prisma's command line was for: migrations are applied by `ventanilla migrate`.
RUN npm uninstall prisma --no-save --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 HEALTH_PORT=9090
# What a large mail took is given back (src/runtime/memory-settings.ts).
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072 MALLOC_TRIM_THRESHOLD_=131072 NODE_OPTIONS=--max-semi-space-size=8
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY package.json ./
COPY prisma prisma
COPY workers workers
COPY src src
COPY --from=build /app/src/generated src/generated
COPY templates templates
COPY config config
# Nothing below /app is written to at work.
USER node
EXPOSE 3000 3001 9090
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and closes in good order on SIGTERM; it starts no other programs here.
STOPSIGNAL SIGTERM
CMD ["node", "workers/all.ts"]
