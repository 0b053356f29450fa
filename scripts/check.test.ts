import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CONFIGURATION = [
  'package.json',
  'tsconfig.json',
  'portal-api/board/tsconfig.json',
  'eslint.config.js',
  'knip.json',
  '.dependency-cruiser.mjs',
]

let project = ''

beforeEach(async () => {
  project = await mkdtemp(path.join(os.tmpdir(), 'slipway-check-'))
  await mkdir(path.join(project, 'portal-api/board'), { recursive: true })
  for (const file of [...CONFIGURATION, '.prettierrc.json', '.prettierignore']) {
    await copyFile(path.join(ROOT, file), path.join(project, file))
  }
})
afterEach(() => rm(project, { recursive: true }))

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.join(project, path.dirname(file)), { recursive: true })
    await writeFile(path.join(project, file), text)
  }
}

/** Runs a script with this Node in the project; answers whatever its exit code is. */
function run(script: string, ...args: readonly string[]): Promise<{ exitCode: unknown; stdout: string }> {
  const { promise, resolve } = Promise.withResolvers<{ exitCode: unknown; stdout: string }>()
  execFile(process.execPath, [script, ...args], { cwd: project, maxBuffer: 2 ** 24 }, (error, stdout) => {
    resolve({ exitCode: error === null ? 0 : error.code, stdout })
  })
  return promise
}

describe('import rules', () => {
  const BEYOND_TOKENS = ['configuration-alone-uses-settings', 'drivers-import-nothing-above']
  /** Which file imports what, and the rules that forbid it. */
  const IMPORTS: readonly (readonly [from: string, to: string, ...rules: string[]])[] = [
    ['contract/src/names.ts', 'node:crypto'],
    ['contract/src/names.ts', 'zod'],
    ['contract/src/task.ts', 'node:crypto', 'contract-crypto-in-names-only'],
    ['contract/src/task.ts', 'node:fs', 'contract-imports-zod-only'],
    ['contract/src/task.ts', 'bullmq', 'contract-imports-zod-only'],
    ['contract/src/status.ts', '../../orchestrator/src/config.ts', 'contract-imports-zod-only'],
    ['contract/src/names.test.ts', 'node:test'],
    ['orchestrator/src/main.ts', '#contract'],
    ['orchestrator/src/installation.ts', './drivers/create-drivers.ts'],
    ['orchestrator/src/orchestrator.ts', './redis/journal.ts'],
    ['orchestrator/src/main.ts', './redis/journal.ts', 'composition-alone-imports-redis'],
    ['orchestrator/src/queue/consumer.ts', './../drivers/create-drivers.ts', 'composition-alone-creates-drivers'],
    ['orchestrator/src/queue/consumer.ts', '../redis/journal.ts', 'composition-alone-imports-redis'],
    ['orchestrator/src/queue/consumer.ts', 'bullmq'],
    ['orchestrator/src/queue/router.ts', '../../../portal-api/src/config.ts', 'orchestrator-without-portal-api'],
    ['portal-api/src/app.ts', '../../orchestrator/src/config.ts', 'portal-api-without-orchestrator'],
    ['portal-api/src/app.ts', '#contract'],
    ['portal-api/src/app.ts', '../board/lib/store.ts', 'board-for-browsers-only'],
    ['portal-api/board/main.ts', './lib/store.ts'],
    ['portal-api/board/main.ts', '#contract/failures'],
    ['portal-api/board/main.ts', '#contract', 'board-imports-what-browsers-have'],
    ['portal-api/board/main.ts', 'node:fs', 'board-imports-what-browsers-have'],
    ['portal-api/board/lib/store.test.ts', '#contract'],
    ['cli/src/main.ts', '#contract'],
    ['cli/src/main.ts', '../../portal-api/src/config.ts', 'cli-imports-contract-only'],
    ['cli/src/portal/portal.ts', '../../../orchestrator/src/config.ts', 'cli-imports-contract-only'],
    ['cli/test/world.ts', '../../orchestrator/src/config.ts'],
    ['cli/test/world.ts', '../src/main.ts'],
    ['portal-api/src/app.ts', '../../cli/src/main.ts', 'cli-stands-alone'],
    ['scripts/start.ts', '../cli/src/main.ts', 'cli-stands-alone'],
    ['settings/src/resolve.ts', '#contract'],
    ['settings/src/resolve.ts', '../../portal-api/src/config.ts', 'settings-import-contract-only'],
    ['telemetry/src/logger.ts', '#contract'],
    ['telemetry/src/logger.ts', '../../orchestrator/src/saga/run-saga.ts', 'telemetry-imports-contract-only'],
    ['orchestrator/src/config/forge.ts', '#settings'],
    ['portal-api/src/config.ts', '#settings'],
    ['portal-api/src/main.ts', '#settings', 'configuration-alone-uses-settings'],
    ['orchestrator/src/drivers/identity/entra.ts', '#settings/azure-token'],
    ['orchestrator/src/drivers/identity/entra.ts', '#settings', ...BEYOND_TOKENS],
    ['orchestrator/src/drivers/forge/github.ts', '#settings/azure-token', 'token-source-for-entra-only'],
    ['orchestrator/src/queue/consumer.ts', '#settings/azure-token', 'token-source-for-entra-only'],
    ['orchestrator/src/saga/run-saga.ts', '#contract'],
    ['orchestrator/src/saga/run-saga.ts', '../drivers/effect.ts', 'saga-imports-contract-only'],
    ['orchestrator/src/saga/run-saga.ts', '../process/exec.ts', 'saga-imports-contract-only'],
    ['orchestrator/src/saga/run-saga.ts', 'bullmq', 'saga-without-services'],
    ['orchestrator/src/saga/run-saga.test.ts', '../process/exec.ts'],
    ['orchestrator/src/tasks/team.ts', '../saga/define-task.ts'],
    ['orchestrator/src/tasks/team.ts', '../drivers/forge/port.ts'],
    ['orchestrator/src/tasks/team.ts', '../drivers/drivers.ts'],
    [
      'orchestrator/src/tasks/team.ts',
      '../drivers/forge/local.ts',
      'create-drivers-alone-imports-drivers',
      'tasks-see-driver-ports',
    ],
    ['orchestrator/src/steps/ready.ts', '../drivers/vault.ts', 'tasks-see-driver-ports'],
    ['orchestrator/src/sweeper/sweep.ts', '../drivers/forge/local.ts', 'create-drivers-alone-imports-drivers'],
    ['orchestrator/src/drivers/create-drivers.ts', './forge/local.ts'],
    ['orchestrator/src/drivers/forge/local.ts', './port.ts'],
    ['orchestrator/src/drivers/forge/local.ts', '../../process/exec.ts'],
    ['orchestrator/src/drivers/forge/local.ts', '../../saga/define-task.ts', 'drivers-import-nothing-above'],
    ['orchestrator/src/drivers/forge/local.ts', '../../templating/render.ts', 'templating-for-stacks-only'],
    ['orchestrator/src/drivers/forge/local.ts', '../stacks/compose.ts', 'a-driver-without-the-others'],
    ['orchestrator/src/drivers/stacks/compose.ts', '../../templating/render.ts'],
    ['orchestrator/src/queue/lanes.ts', './outcome.ts', 'no-circles'],
    ['orchestrator/src/queue/outcome.ts', './lanes.ts'], // a circle is reported once
  ]
  const BARE = ['config.ts', 'drivers/effect.ts', 'drivers/drivers.ts', 'drivers/forge/port.ts', 'drivers/vault.ts']
  const SOURCES = [...BARE, 'redis/journal.ts', 'process/exec.ts', 'saga/define-task.ts', 'templating/render.ts']

  const ROOTS = [
    'contract/src/index.ts',
    'contract/src/failures/index.ts',
    'portal-api/board/lib/store.ts',
    'settings/src/index.ts',
    'settings/src/azure-token.ts',
  ]

  const Report = z.object({
    summary: z.object({
      violations: z.array(z.object({ rule: z.object({ name: z.string() }), from: z.string(), to: z.string() })),
    }),
  })

  it('catch every import that the architecture forbids, type-only ones too, and no other', async () => {
    const empty = SOURCES.map((file) => [`orchestrator/src/${file}`, 'export {}\n'] as const)
    await write(Object.fromEntries([...empty, ...ROOTS.map((file) => [file, ''] as const)]))
    for (const name of ['zod', 'bullmq']) {
      await write({ [`node_modules/${name}/package.json`]: `{"name":"${name}","main":"index.js"}` })
      await write({ [`node_modules/${name}/index.js`]: '' })
    }
    const importing = Map.groupBy(IMPORTS, ([from]) => from)
    for (const [from, imports] of importing) {
      await write({ [from]: imports.map(([, to], n) => `import type * as it${n} from '${to}'\n`).join('') })
    }

    const depcruise = path.join(ROOT, 'node_modules/.bin/depcruise')
    const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json']
    const folders = ['contract', 'settings', 'telemetry', 'orchestrator', 'portal-api', 'cli', 'scripts']
    const { stdout } = await run(depcruise, ...args, ...folders)
    const { violations } = Report.parse(JSON.parse(stdout)).summary

    const resolved = (from: string, to: string) =>
      to.startsWith('.')
        ? path.join(path.dirname(from), to)
        : to
            .replace('node:', '')
            .replace(/^#contract$/, 'contract/src/index.ts')
            .replace('#contract/failures', 'contract/src/failures/index.ts')
            .replace(/^#settings$/, 'settings/src/index.ts')
            .replace('#settings/azure-token', 'settings/src/azure-token.ts')
            .replace('bullmq', 'node_modules/bullmq/index.js')
    assert.deepEqual(
      violations.map(({ rule, from, to }) => `${from} → ${to}: ${rule.name}`).sort(),
      IMPORTS.flatMap(([from, to, ...rules]) => rules.map((rule) => `${from} → ${resolved(from, to)}: ${rule}`)).sort(),
    )
  })
})

describe('npm run check', () => {
  const CHECK = path.join(ROOT, 'scripts/check.ts')
  /** The least project in which every entry point that knip.json names exists. */
  const CLEAN = {
    'contract/src/index.ts': "export const name = 'slipway'\n",
    'settings/src/azure-token.ts': "export const token = 'token'\n",
    'settings/src/index.ts': "export const setting = 'one'\n",
    'orchestrator/src/main.ts': "import { name } from '#contract'\n\nconsole.log(name)\n",
    'portal-api/src/main.ts': "import { name } from '#contract'\n\nconsole.log(name)\n",
    'cli/bin/slipway.mjs': "console.log('slipway')\n",
    'contract/src/failures/index.ts': "export const remedy = 'wait'\n",
    'portal-api/board/main.ts': "import { remedy } from '#contract/failures'\n\ndocument.title = remedy\n",
  }
  /** One fault for each rule of this project. */
  const FAULTS = {
    'orchestrator/src/assertion.ts': 'export const one = JSON.parse("1") as number\n',
    'orchestrator/src/default.ts': 'export default 1\n',
    'orchestrator/src/environment.ts': 'export const home = process.env.HOME\n',
    'orchestrator/src/floating.ts': 'Promise.resolve()\n',
    'orchestrator/src/long.ts': '// a line\n'.repeat(251),
    'orchestrator/src/non-null.ts': 'export const first = (list: string[]) => list[0]!\n',
    'orchestrator/src/switch.ts':
      "export const f = (x: 'a' | 'b') => {\n  switch (x) {\n    case 'a':\n      return 1\n  }\n  return 2\n}\n",
    'orchestrator/src/types.ts': "export const number: number = 'one'\n",
    'orchestrator/src/untyped.ts': 'export const f = (x: any): unknown => x\n',
    'portal-api/board/types.ts': 'export const number: number = document.title\n',
    'orchestrator/src/wrong-way.ts': "export * from '../../portal-api/src/main.ts'\n",
  }
  const RULES = [
    '@typescript-eslint/consistent-type-assertions',
    '@typescript-eslint/no-explicit-any',
    '@typescript-eslint/no-floating-promises',
    '@typescript-eslint/no-non-null-assertion',
    '@typescript-eslint/switch-exhaustiveness-check',
    'max-lines',
    'no-restricted-properties',
    'no-restricted-syntax',
  ]

  beforeEach(async () => {
    await symlink(path.join(ROOT, 'node_modules'), path.join(project, 'node_modules'))
    // A project this small uses none of the packages, and has not every entry point.
    const knip =
      '{ "entry": ["{orchestrator,portal-api}/{src,board}/main.ts"], "project": ["**/*.ts"], "exclude": ["dependencies"] }\n'
    await write({ ...CLEAN, 'knip.json': knip })
  })

  it('passes what is in order', async () => {
    const { exitCode, stdout } = await run(CHECK)
    assert.equal(stdout.match(/^✔ .+\d s$/gm)?.length, 6, stdout)
    assert.equal(exitCode, 0)
  })

  it('names every fault, and fails', async () => {
    await write(FAULTS)
    const { exitCode, stdout } = await run(CHECK)
    assert.equal(exitCode, 1)
    assert.equal(stdout.match(/^✖ .+\d s$/gm)?.length, 6, stdout)
    for (const rule of RULES) assert.match(stdout, new RegExp(`\\b${rule}\\b|${rule}$`, 'm'))
    assert.match(stdout, /types\.ts\(1,14\): error TS2322/)
    assert.match(stdout, /types\.ts\(1,14\): error TS2322: Type 'string'/)
    assert.match(stdout, /orchestrator-without-portal-api/)
    assert.match(stdout, /^Unused files \(11\)/m)
  })

  it('corrects with --fix what can be corrected', async () => {
    await write({ 'orchestrator/src/main.ts': 'import {name} from "#contract";\nlet it = name;\nconsole.log(it);\n' })
    const { exitCode, stdout } = await run(CHECK, '--fix')
    assert.equal(exitCode, 0, stdout)
  })
})
