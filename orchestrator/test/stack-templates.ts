import type { ConformanceTemplate } from '../src/drivers/stacks/conformance-world.ts'

const service = (script: string, check: string, more: readonly string[] = []): string =>
  [
    'image: {{ image }}',
    'init: true',
    `entrypoint: [/bin/busybox, sh, -c, ${JSON.stringify(script)}]`,
    `healthcheck: { test: [CMD, /bin/busybox, sh, -c, ${JSON.stringify(check)}], interval: 100ms, timeout: 5s, retries: 3 }`,
    ...more,
  ]
    .map((line) => `    ${line}\n`)
    .join('')

const IDLE = '/bin/busybox sleep 1000'
const SERVE = [
  'const text = process.env.SAYS + String.fromCharCode(10)',
  'require("node:http").createServer((_, answer) => answer.end(text)).listen(8080)',
].join('; ')
const SERVES = service(`exec node -e '${SERVE}'`, '/bin/busybox wget -q -O /dev/null http://127.0.0.1:8080/', [
  'environment: { SAYS: {{ says }} }',
  'labels: { traefik.enable: "true" }',
  'ports: [{ target: 8080, host_ip: 127.0.0.1 }]',
  'volumes: [{ type: bind, source: {{ directory ~ "/data" }}, target: /data }]',
])

/** The templates of the conformance suite, for an image that has /bin/busybox and node. */
export const STACK_TEMPLATES: Readonly<Record<Exclude<ConformanceTemplate, 'absent'>, string>> = {
  serves: `services:\n  app:\n${SERVES}`,
  'serves-in-order': `services:\n  app:\n${SERVES}    depends_on: [base]\n  base:\n${service(IDLE, 'true')}`,
  exits: `services:\n  app:\n${service('echo out of paint >&2; exit 3', 'true')}`,
  ails: `services:\n  app:\n${service(`echo still mixing; ${IDLE}`, 'false')}`,
  publishes: `services:\n  app:\n${service(IDLE, 'true', ['ports: [{ target: 8080, host_ip: 127.0.0.1, published: {{ port }} }]'])}`,
  'builds-nothing': `services:\n  app:\n    build: { context: {{ directory ~ "/build" }} }\n    healthcheck: { test: [CMD, x] }\n`,
  'lacks-image': `services:\n  app:\n    image: slipway-no-such-image:1\n    healthcheck: { test: [CMD, x] }\n`,
  'lacks-program': `services:\n  app:\n    image: {{ image }}\n    entrypoint: [/no/such/program]\n    healthcheck: { test: [CMD, x] }\n`,
  unsafe: `services:\n  app:\n${service(IDLE, 'true', ['privileged: true'])}`,
}
