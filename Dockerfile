# Slipway as an image: one for all of its processes, which differ by their command. docs/containers.md says how to run it.
# NODE_IMAGE and DOCKER_CLI_IMAGE are for bases under other names, as in a registry of your own.
ARG NODE_IMAGE=node:24-bookworm-slim
ARG DOCKER_CLI_IMAGE=docker:28-cli

FROM ${DOCKER_CLI_IMAGE} AS docker-cli

# Nothing that runs needs a package's install script, nor declarations and source maps: they are half of the size.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /slipway
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts \
  && find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete

# The application that teams, workspaces and sandboxes run until they have one of their own: samples/README.md.
FROM ${NODE_IMAGE} AS sample-app
RUN apt-get update \
  && apt-get install --yes --no-install-recommends busybox \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY samples/app ./
CMD ["node", "/app/server.js"]

FROM ${NODE_IMAGE} AS slipway
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git openssh-client \
  && rm -rf /var/lib/apt/lists/*
COPY --from=docker-cli /usr/local/bin/docker /usr/local/bin/
COPY --from=docker-cli /usr/local/libexec/docker/cli-plugins/docker-compose /usr/local/libexec/docker/cli-plugins/
WORKDIR /slipway
COPY --from=dependencies /slipway/node_modules ./node_modules
COPY package.json ./
COPY contract ./contract
COPY settings ./settings
COPY telemetry ./telemetry
COPY orchestrator/src ./orchestrator/src
COPY portal-api/src ./portal-api/src
COPY portal-api/board ./portal-api/board
COPY samples/app ./samples/app
COPY scripts/setup/template.ts ./scripts/setup/
COPY scripts/containers/prepare.ts ./scripts/containers/
COPY templates ./templates
ENV NODE_ENV=production
USER node
ENTRYPOINT ["node"]
CMD ["orchestrator/src/main.ts"]
