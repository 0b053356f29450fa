// Who may import whom: docs/architecture.md. Type-only imports count as well.
const TEST = String.raw`\.test\.ts$|/conformance[^/]*\.ts$|^(?:orchestrator/|portal-api/|cli/)?test/|^bench/`
const SRC = '^orchestrator/src'
const CONTRACT = '^contract/src/'
const SETTINGS = '^settings/src/'
const TOKEN_SOURCE = '^settings/src/azure-token\\.ts$'
// What is written here; builtin modules and packages are meant only where a rule names them.
const OURS = '^(?:contract|settings|telemetry|orchestrator|portal-api|cli|scripts|bench|test|samples)/'
const DRIVER_PORTS = `${SRC}/drivers/(?:drivers|effect|[^/]+/port)\\.ts$`
/** What turns the environment into a configuration. */
const SETTINGS_READERS = '/src/config(?:\\.ts$|/)|^scripts/'
const COMPOSITION_ROOTS = `${SRC}/(?:installation|orchestrator|doctor|agent-desk)\\.ts$`

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** Of our own modules, those under `from` import only those that match one of `allowed`; tests may import more. */
const only = (name, comment, from, allowed) =>
  rule(name, comment, { path: from, pathNot: TEST }, { path: OURS, pathNot: [from, ...allowed] })

export default {
  forbidden: [
    rule('no-circles', 'Modules that import each other are one module.', {}, { circular: true }),
    rule(
      'contract-imports-zod-only',
      'Both processes speak the contract: it drags nothing along but zod.',
      { path: '^contract/', pathNot: TEST },
      { pathNot: ['^contract/', '^node_modules/zod/', '^(?:node:)?crypto$'] },
    ),
    rule(
      'contract-crypto-in-names-only',
      'Names are formed in names.ts, which alone needs a hash.',
      { path: '^contract/', pathNot: [TEST, '^contract/src/names\\.ts$'] },
      { path: '^(?:node:)?crypto$' },
    ),
    rule(
      'orchestrator-without-portal-api',
      'The processes share the contract only.',
      { path: '^orchestrator/' },
      { path: '^portal-api/' },
    ),
    rule(
      'portal-api-without-orchestrator',
      'The processes share the contract only.',
      { path: '^portal-api/' },
      { path: '^orchestrator/' },
    ),
    rule(
      'board-imports-what-browsers-have',
      'Of packages and the contract, the board imports what portal-api serves to browsers.',
      { path: '^portal-api/board/', pathNot: TEST },
      { pathNot: ['^portal-api/board/', '^contract/src/failures/', '^node_modules/(?:preact|htm|uplot)/'] },
    ),
    rule(
      'board-for-browsers-only',
      'portal-api serves the board; it runs none of it.',
      { path: OURS, pathNot: [TEST, '^portal-api/board/'] },
      { path: '^portal-api/board/' },
    ),
    only('cli-imports-contract-only', 'The command line talks to portal-api over HTTP alone.', '^cli/', [CONTRACT]),
    rule(
      'cli-stands-alone',
      'Nothing needs the command line.',
      { path: OURS, pathNot: [TEST, '^cli/'] },
      { path: '^cli/' },
    ),
    only('saga-imports-contract-only', 'The engine knows no task, driver, queue or Redis.', `${SRC}/saga/`, [CONTRACT]),
    rule(
      'saga-without-services',
      'The engine knows no queue, Redis or Docker: only its ports.',
      { path: `${SRC}/saga/`, pathNot: TEST },
      { path: '^node_modules/(?:bullmq|ioredis|dockerode|prom-client|@opentelemetry)/' },
    ),
    only('settings-import-contract-only', 'Both processes come to their settings the same way.', SETTINGS, [CONTRACT]),
    rule(
      'configuration-alone-uses-settings',
      'Settings are read once, at the start; everything else is given what it needs.',
      { path: OURS, pathNot: [TEST, SETTINGS, SETTINGS_READERS] },
      { path: SETTINGS, pathNot: TOKEN_SOURCE },
    ),
    rule(
      'token-source-for-entra-only',
      'Only what signs in to Microsoft needs its tokens.',
      { path: OURS, pathNot: [TEST, SETTINGS, `${SRC}/drivers/identity/entra`, `${SRC}/drivers/settings\\.ts$`] },
      { path: TOKEN_SOURCE },
    ),
    only('telemetry-imports-contract-only', 'Both processes are watched the same way.', '^telemetry/src/', [CONTRACT]),
    only('drivers-import-nothing-above', 'Drivers import process/ and the contract.', `${SRC}/drivers/`, [
      CONTRACT,
      TOKEN_SOURCE,
      `${SRC}/process/`,
      `${SRC}/templating/`,
    ]),
    rule(
      'templating-for-stacks-only',
      'Of the drivers, only stacks render templates.',
      { path: `${SRC}/drivers/`, pathNot: `${SRC}/drivers/stacks/` },
      { path: `${SRC}/templating/` },
    ),
    rule(
      'tasks-see-driver-ports',
      'Tasks and steps run on any driver: they see ports only.',
      { path: `${SRC}/(?:tasks|steps)/`, pathNot: TEST },
      { path: `${SRC}/drivers/`, pathNot: DRIVER_PORTS },
    ),
    rule(
      'create-drivers-alone-imports-drivers',
      'Which driver is in use is decided in one place.',
      { path: OURS, pathNot: [TEST, `${SRC}/drivers/`] },
      { path: `${SRC}/drivers/[^/]+/`, pathNot: DRIVER_PORTS },
    ),
    rule(
      'a-driver-without-the-others',
      'Each driver stands on its own; only create-drivers.ts knows them all.',
      { path: `${SRC}/drivers/([^/]+)/`, pathNot: TEST },
      { path: `${SRC}/drivers/[^/]+/`, pathNot: [`${SRC}/drivers/$1/`, DRIVER_PORTS] },
    ),
    rule(
      'composition-alone-creates-drivers',
      'The composition root alone puts the parts together.',
      { path: OURS, pathNot: [TEST, COMPOSITION_ROOTS] },
      { path: `${SRC}/drivers/create-drivers\\.ts$` },
    ),
    rule(
      'composition-alone-imports-redis',
      'Everything else sees the ports that redis/ implements.',
      { path: OURS, pathNot: [TEST, COMPOSITION_ROOTS, `${SRC}/redis/`] },
      { path: `${SRC}/redis/` },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:data|\\.cache|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
