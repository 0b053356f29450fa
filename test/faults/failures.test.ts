/** Provisions that fail half-way, and what they leave: nothing. Takes about 30 seconds. */
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ROOT } from '../../scripts/setup/environment.ts'
import { assertActive, assertGone, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { install, type Installation } from '../support/installation.ts'
import { fresh, sandbox, workspace, type Resource } from '../support/tasks.ts'
import { traces } from '../support/world.ts'

interface Fault {
  readonly what: string
  /** What is changed in the sandbox's template. */
  readonly edit?: readonly [RegExp, string]
  readonly source?: string
  readonly code: string
  /** What the message names. */
  readonly says: readonly RegExp[]
}

const EXITS = ['/bin/busybox', 'sh', '-c', 'echo about to leave; /bin/busybox sleep 0.2; exit 7']
const FAULTS: readonly Fault[] = [
  { what: 'no such source branch', source: 'nowhere', code: 'SOURCE_BRANCH_NOT_FOUND', says: [/nowhere/] },
  {
    what: 'a service that exits',
    edit: [/^ {4}init: true$/m, `    command: ${JSON.stringify(EXITS)}`],
    code: 'STACK_EXITED',
    says: [/service "app"/, /code 7/, /about to leave/],
  },
  {
    what: 'a service that never turns healthy',
    edit: [/^ {4}healthcheck:[^]*?start_period: 20s$/m, HEALTH()],
    code: 'STACK_UNHEALTHY',
    says: [/service "app"/, /exit code/, /its last log lines/, /refuses to be well/],
  },
  {
    what: 'an image that is missing',
    edit: [/^ {4}image: .*$/m, '    image: slipway-missing:1'],
    code: 'STACK_IMAGE_MISSING',
    says: [/service "app"/, /slipway-missing:1/],
  },
  {
    what: 'a template that asks for too much',
    edit: [/^ {4}init: true$/m, '    privileged: true'],
    code: 'UNSAFE_TEMPLATE',
    says: [/privileged/],
  },
]

function HEALTH(): string {
  const check = ['CMD', '/bin/busybox', 'sh', '-c', 'echo refuses to be well; exit 1']
  return ['    healthcheck:', `      test: ${JSON.stringify(check)}`, '      interval: 1s', '      retries: 1'].join(
    '\n',
  )
}

describe('a provision that fails half-way', () => {
  let slip: Installation
  let templates: string
  let original: string
  const home = fresh('fail')

  before(async () => {
    templates = await mkdtemp(join(tmpdir(), 'slipway-templates-'))
    await cp(join(ROOT, 'templates'), templates, { recursive: true })
    original = await readFile(join(templates, 'sandbox.yml.j2'), 'utf8')
    slip = await install({ env: { TEMPLATES_DIR: templates } })
    await assertActive(slip, await endOf(slip, await slip.enqueue(workspace.provision(home))))
  })
  after(async () => {
    await slip[Symbol.asyncDispose]()
    await rm(templates, { recursive: true })
  })

  const use = async ({ edit }: Pick<Fault, 'edit'>): Promise<void> => {
    const edited = edit === undefined ? original : original.replace(...edit)
    assert.equal(edited === original, edit === undefined, 'the template has what is to be changed')
    await writeFile(join(templates, 'sandbox.yml.j2'), edited)
  }

  /** Steps with effects are undone, each after everything that was made later. */
  const assertUndoneInReverse = async (task: string, each: Resource): Promise<void> => {
    const { steps } = await slip.plan(sandbox.provision(home, each))
    const told = slip.messages.of(task).map(({ message }) => message)
    const undone = told.flatMap((message) => (message.startsWith('Undone: ') ? [message.slice('Undone: '.length)] : []))
    const started = steps.filter(({ title, effects }) => effects.length > 0 && told.includes(title))
    assert.deepEqual(undone.toSorted(), started.map(({ title }) => title).sort())
    const stages = undone.map((title) => steps.find((step) => step.title === title)?.stage ?? 0)
    assert.deepEqual(
      stages,
      stages.toSorted((a, b) => b - a),
    )
  }

  for (const fault of FAULTS) {
    it(`is undone in reverse: ${fault.what}`, async () => {
      const each = fresh('s')
      await use(fault)
      const task = await slip.enqueue(sandbox.provision(home, each, fault.source))
      const record = await endOf(slip, task)
      assert.equal(record.status, 'failed')
      assert.equal(record.error_code, fault.code, record.error)
      for (const said of fault.says) assert.match(record.error ?? '', said)
      assert.deepEqual(record.leftovers, [])
      await assertUndoneInReverse(task, each)
      await assertGone(slip, 'sandbox', each.id)
      assert.deepEqual(await traces(slip.dataDir, { name: each.slug, id: each.id }), [])
      assertToldOnce(slip, task)
    })
  }

  it('is undone to the end when the orchestrator is killed in the middle of undoing, twice', async () => {
    await use(FAULTS[1] ?? {})
    const several = Array.from({ length: 6 }, () => fresh('s'))
    const tasks = await Promise.all(several.map((each) => slip.enqueue(sandbox.provision(home, each))))
    for (const undone of [2, 14]) {
      await slip.messages.until(() => {
        const told = slip.messages.all().filter(({ task_id }) => tasks.includes(task_id))
        return told.filter(({ message }) => message.startsWith('Undone: ')).length >= undone ? told : undefined
      }, `${undone} undone steps`)
      slip.slipway.orchestrators.at(-1)?.kill('SIGKILL')
      await slip.slipway.addOrchestrator()
    }
    for (const [index, task] of tasks.entries()) {
      const record = await endOf(slip, task, 20_000)
      // A service that exits again and again is unhealthy as well: whoever comes second may see it as that.
      assert.match(record.error_code ?? '', /^STACK_(?:EXITED|UNHEALTHY)$/, record.error)
      assert.deepEqual(record.leftovers, [])
      const { id = '', slug = '' } = several[index] ?? {}
      await assertGone(slip, 'sandbox', id)
      assert.deepEqual(await traces(slip.dataDir, { name: slug, id }), [])
      assertToldOnce(slip, task)
    }
  })

  it('succeeds under the same name once the cause is mended', async () => {
    const each = fresh('s')
    await use(FAULTS[3] ?? {})
    assert.equal((await endOf(slip, await slip.enqueue(sandbox.provision(home, each)))).status, 'failed')
    await use({})
    await assertActive(slip, await endOf(slip, await slip.enqueue(sandbox.provision(home, each))))
    await assertSwept(slip)
  })
})
