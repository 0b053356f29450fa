/** The disk of the data root is full, by more and by less. Takes about 45 seconds. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { execa } from 'execa'
import { z } from 'zod'
import { madeTeamId } from '#contract'
import { ROOT } from '../../scripts/setup/environment.ts'
import { freePort } from '../../scripts/setup/free-port.ts'
import { assertActive, assertGone, assertSwept, assertToldOnce, endOf } from '../support/ended.ts'
import { scrape, sumOf } from '../support/exposition.ts'
import { install, type Installation } from '../support/installation.ts'
import { required } from '../support/services.ts'
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { fresh, sandbox, team, workspace, type Resource } from '../support/tasks.ts'
import { contents } from '../support/world.ts'

const KIB = 1_024
const DISK = 64 * KIB ** 2
/** Bytes that are left: nothing can be begun; most things can, but no checkout can be ended. */
const LEFT = [0, 160 * KIB]

const Findings = z.object({
  findings: z.array(z.looseObject({ state: z.string(), name: z.string(), code: z.string().optional() })),
})

/** The team that was made with a workspace. */
const madeWith = ({ id, slug }: Resource): Resource => ({ id: madeTeamId(id), slug })

describe('a data root whose disk is full', () => {
  const held = new AsyncDisposableStack()
  const home = fresh('full')
  const lines: string[] = []
  let disk: SmallDisk
  let slip: Installation
  let port: number

  before(async () => {
    port = await freePort()
    slip = held.use(
      await install({
        prepare: async ({ dataDir }) => (disk = await mountSmallDisk(dataDir, DISK)),
        onLine: (_name, line) => lines.push(line),
        env: { METRICS_PORT: String(port) },
      }),
    )
    await assertActive(slip, await endOf(slip, await slip.enqueue(workspace.provision(home))))
  })
  after(() => held.disposeAsync())

  for (const left of LEFT)
    it(`fails what does not fit with DISK_FULL, and takes all of it back: ${left} bytes are left`, async () => {
      const standing = await contents(slip.dataDir)
      const [crew, shop, sand] = [fresh('full'), fresh('full'), fresh('s')]
      await disk.fill(left)
      const sent = [
        { type: 'team', resource: crew, task: team.provision(crew), undo: team.delete(crew) },
        { type: 'workspace', resource: shop, task: workspace.provision(shop), undo: team.delete(madeWith(shop)) },
        { type: 'sandbox', resource: sand, task: sandbox.provision(home, sand), undo: sandbox.delete(home, sand) },
      ] as const
      const ids = await Promise.all(sent.map(({ task }) => slip.enqueue(task)))
      const records = await Promise.all(ids.map((id) => endOf(slip, id)))
      await disk.clear()
      assert.ok(
        records.some(({ status }) => status === 'failed'),
        'something did not fit',
      )
      for (const [index, { type, resource, undo }] of sent.entries()) {
        const [id = '', record] = [ids[index], records[index]]
        assertToldOnce(slip, id)
        if (record?.status === 'completed') {
          await assertActive(slip, record)
          assert.equal((await endOf(slip, await slip.enqueue(undo))).status, 'completed')
        } else {
          assert.deepEqual([record?.error_code, record?.leftovers], ['DISK_FULL', []], `${type}: ${record?.error}`)
          assert.match(record?.error ?? '', /The disk is full \(\d+\.\d MiB free at /)
        }
        await assertGone(slip, type, resource.id)
      }
      const archived = ([path]: [string, string]): boolean => path.startsWith('archive/')
      const now = Object.entries(await contents(slip.dataDir)).filter((each) => !archived(each))
      assert.deepEqual(Object.fromEntries(now), standing)
    })

  it('is told by doctor and by the metric of its alert', async () => {
    await disk.fill(0)
    const env = { REDIS_URL: slip.redisUrl, DOCKER_HOST: required('DOCKER_HOST'), APP_IMAGE: required('APP_IMAGE') }
    const doctor = await execa(process.execPath, [join(ROOT, 'orchestrator/src/doctor.ts'), '--json'], {
      env: { ...env, DATA_DIR: slip.dataDir },
      reject: false,
    })
    const samples = await scrape(`http://127.0.0.1:${port}/metrics`)
    await disk.clear()
    assert.equal(doctor.exitCode, 1)
    const { findings } = Findings.parse(JSON.parse(doctor.stdout))
    const failed = findings.filter(({ state }) => state === 'failed')
    assert.deepEqual(
      failed.map(({ name, code }) => [name, code]),
      [['disk of the data root', 'DISK_LOW']],
    )
    assert.equal(sumOf(samples, 'slipway_data_disk_bytes'), DISK)
    assert.equal(sumOf(samples, 'slipway_data_disk_free_bytes'), 0)
  })

  it('goes on as if nothing had been when there is room again, on the orchestrator that met it', async () => {
    assert.equal(slip.slipway.orchestrators.length, 1)
    const sand = fresh('s')
    await assertActive(slip, await endOf(slip, await slip.enqueue(sandbox.provision(home, sand))))
    await assertSwept(slip)
    assert.deepEqual(
      lines.filter((line) => line.includes('"code":"INTERNAL"')),
      [],
      'nothing of it looks like a defect of Slipway',
    )
    assert.equal((await endOf(slip, await slip.enqueue(team.delete(madeWith(home))))).status, 'completed')
    assert.deepEqual(await slip.onEngine(), [])
  })
})
