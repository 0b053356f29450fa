import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { Failure } from '#contract'
import { clockFinding, skewOf } from '../drivers/clock-finding.ts'
import { fullness } from '../drivers/disk-finding.ts'
import type { Finding } from '../drivers/preflight.ts'
import { versionFinding } from '../drivers/version-finding.ts'
import { certificateFindings } from './certificates.ts'
import { dataRootCheck } from './data-root.ts'
import { healthFindings } from './redis.ts'
import { asJson, report } from './report.ts'
import { renderTemplates } from './templates.ts'

const GIB = 2 ** 30
const { signal } = new AbortController()
const brief = (findings: readonly Finding[]) =>
  findings.map((finding) => [finding.name, 'failure' in finding ? finding.failure.code : finding.state])

const TEMPLATES = join(import.meta.dirname, '../../../templates')

describe('What doctor finds', () => {
  it('compares versions number by number', () => {
    for (const version of ['6.2', '6.2.0', '6.10', '7.0.15', '2026.1']) {
      assert.equal(versionFinding('Redis', version, '6.2').state, 'ok', version)
    }
    for (const version of ['6.1.9', '5.0.14', '0.9']) {
      assert.equal(versionFinding('Redis', version, '6.2').state, 'failed', version)
    }
  })

  it('says which way a clock is off, and allows for the way there and back', () => {
    assert.equal(skewOf(1_050, 1_000, 1_100), 0)
    assert.equal(clockFinding('of Redis', -1_900).state, 'ok')
    const [ahead, behind] = [clockFinding('of Redis', 61_000), clockFinding('of Redis', -3_000)]
    assert.ok('failure' in ahead && 'failure' in behind)
    assert.match(ahead.failure.message, /61\.0 s ahead of/)
    assert.match(behind.failure.message, /3\.0 s behind/)
  })

  it('tells of a disk before it is full', () => {
    const states = [
      { total: 100 * GIB, free: 30 * GIB },
      { total: 100 * GIB, free: 4 * GIB },
      { total: 10 * GIB, free: 1 * GIB },
      { total: 100 * GIB, free: 0.05 * GIB },
    ].map((disk) => fullness('disk', '/srv', disk).state)
    assert.deepEqual(states, ['ok', 'warning', 'warning', 'failed'])
  })

  it('tells of a Redis that is old, full, or can not write', () => {
    const well = { version: '7.2.0', usedBytes: 10, limitBytes: 100, writes: true, rewrites: true, time: 0 }
    assert.deepEqual(
      healthFindings(well).map(({ state }) => state),
      ['ok', 'ok'],
    )
    const ill = { ...well, version: '6.0.16', usedBytes: 81, writes: false, rewrites: false }
    assert.deepEqual(
      healthFindings(ill).map(({ state }) => state),
      ['failed', 'warning', 'failed', 'warning'],
    )
  })

  it('tells of certificates that are due and were not renewed, and of those that have ended', () => {
    const certificate = (host: string, days_left: number, renewal_due: boolean) => ({
      ...{ host, names: [host], issuer: 'CN=test', not_after: '2026-01-01T00:00:00.000Z', days_left, renewal_due },
    })
    const all = [
      certificate('b.test', 80, false),
      certificate('a.test', 20, true),
      certificate('late.test', 3, true),
      certificate('gone.test', -1, true),
      certificate('short.test', 5, false),
    ]
    const [well, ...wrong] = certificateFindings(all)
    assert.ok(well?.state === 'ok')
    assert.equal(well.detail, '3; the first ends in 5 days (short.test)')
    assert.deepEqual(
      wrong.map(({ name, state }) => [name, state]),
      [
        ['certificate of late.test', 'warning'],
        ['certificate of gone.test', 'failed'],
      ],
    )
    assert.deepEqual(brief(certificateFindings([])), [['certificates', 'ok']])
  })

  it('looks at the data root, and at who may read its secrets', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-doctor-'))
    try {
      const [key, token] = [join(folder, 'secret.key'), join(folder, 'portal-token')]
      await writeFile(key, '', { mode: 0o600 })
      await writeFile(token, '')
      await chmod(token, 0o640)
      assert.deepEqual(
        brief((await dataRootCheck(folder).check(signal)).filter(({ name }) => !name.startsWith('disk'))),
        [
          ['data root', 'ok'],
          [key, 'ok'],
          [token, 'SECRET_EXPOSED'],
        ],
      )
      for (const none of [join(folder, 'absent'), key]) {
        const [first] = await dataRootCheck(none).check(signal)
        assert.ok(first !== undefined && 'failure' in first)
        assert.equal(first.failure.code, 'DATA_DIR_UNUSABLE')
        assert.ok(first.failure.message.includes(none))
      }
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('renders every template as a task would, and names the one that does not', async () => {
    const platform = { domain: 'example.test', organisation: 'org', image: 'shop:1', dataDir: '/srv/slipway' }
    const { findings, images } = await renderTemplates(TEMPLATES, platform)
    assert.deepEqual(
      findings.map(({ state }) => state),
      ['ok', 'ok', 'ok'],
    )
    assert.deepEqual(images, ['shop:1'])
    const agentContainer = { image: 'agent:1', kanbanApiUrl: 'https://board.test', llmProvider: 'anthropic' }
    const withAgents = await renderTemplates(TEMPLATES, { ...platform, agentContainer })
    assert.deepEqual(brief(withAgents.findings).at(-1), ['template of an agent container', 'ok'])
    assert.deepEqual(withAgents.images, ['shop:1', 'agent:1'])

    const folder = await mkdtemp(join(tmpdir(), 'slipway-doctor-'))
    try {
      const service = 'services: { app: { image: {{ image }}'
      await writeFile(join(folder, 'team.yml.j2'), `${service}, privileged: true } }\n`)
      await writeFile(join(folder, 'workspace.yml.j2'), `${service}, environment: { X: {{ nothing }} } } }\n`)
      assert.deepEqual(brief((await renderTemplates(folder, platform)).findings), [
        ['template of a team', 'UNSAFE_TEMPLATE'],
        ['template of a workspace', 'TEMPLATE_INVALID'],
        ['template of a sandbox', 'TEMPLATE_INVALID'],
      ])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('How doctor tells it', () => {
  const findings: Finding[] = [
    { state: 'ok', name: 'Redis', detail: 'version 7.0.15' },
    { state: 'unknown', name: 'images', detail: "can't be seen" },
    { state: 'warning', name: 'disk', failure: new Failure('DISK_LOW', 'only 1 GiB free') },
    { state: 'failed', name: 'forge', failure: new Failure('FORGE_UNAUTHORIZED', 'the token is refused') },
  ]

  it('gives people a line for each, the code of what is wrong, and what to do below it', () => {
    const lines = stripVTControlCharacters(report(findings)).split('\n')
    assert.deepEqual(lines.slice(0, 3), [
      '✔ Redis   version 7.0.15',
      "– images  can't be seen",
      '! disk    only 1 GiB free (DISK_LOW)',
    ])
    assert.match(lines[3] ?? '', /^ {10}→ Free space/)
    assert.equal(lines[4], '✖ forge   the token is refused (FORGE_UNAUTHORIZED)')
    assert.match(lines[5] ?? '', /^ {10}→ Give a token/)
    assert.equal(lines.at(-1), '1 failed, 1 warning, 1 as they should be.')
  })

  it('gives programs the same as JSON', () => {
    const told: unknown = JSON.parse(asJson(findings))
    const { code, message, retryable, remedy } = new Failure('DISK_LOW', 'only 1 GiB free').toJSON()
    const [first, second, , last] = findings
    assert.ok(last !== undefined && 'failure' in last)
    assert.deepEqual(told, {
      ok: false,
      findings: [
        first,
        second,
        { state: 'warning', name: 'disk', code, message, retryable, remedy },
        { state: 'failed', name: 'forge', ...last.failure.toJSON() },
      ],
    })
  })
})
