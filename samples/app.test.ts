import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { execa } from 'execa'

const folderOfApp = join(import.meta.dirname, 'app')
const server = join(folderOfApp, 'server.js')
const PYTHON = '/usr/bin/python3'

describe('the sample application', () => {
  let folder: string
  let database: string
  let app: ChildProcess
  let url: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-sample-'))
    database = join(folder, 'db.json')
    await writeFile(database, '{"_default": {"1": {"name": "kept"}}}')
    const env = { PORT: '0', DATABASE: database, SLIPWAY_HOST: 'a.test', SLIPWAY_BRANCH: '<b>"main"' }
    app = spawn(process.execPath, [server], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    assert.ok(app.stdout)
    for await (const line of createInterface({ input: app.stdout })) {
      const port = /port (\d+)/.exec(line)?.[1]
      if (port !== undefined) url = `http://127.0.0.1:${port}`
      break
    }
  })

  after(async () => {
    app.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })

  const post = (body: string) => fetch(`${url}/api/rows`, { method: 'POST', body })

  it('answers its health check and its message', async () => {
    assert.equal((await fetch(`${url}/health`)).status, 200)
    const message = await (await fetch(`${url}/message`)).text()
    assert.equal(message, await readFile(join(folderOfApp, 'message.txt'), 'utf8'))
  })

  it('writes rows that the real TinyDB reads, and reads rows that it wrote', async () => {
    const added = await post('{"title": "Grüße"}')
    assert.deepEqual([added.status, await added.json()], [201, { id: 1, title: 'Grüße' }])
    const script = `
import json, sys
from tinydb import TinyDB
db = TinyDB(sys.argv[1])
db.table('rows').insert({'title': 'from Python'})
print(json.dumps([db.all(), [[row.doc_id, row['title']] for row in db.table('rows').all()]]))`
    const { stdout } = await execa(PYTHON, ['-c', script, database])
    assert.deepEqual(JSON.parse(stdout), [
      [{ name: 'kept' }],
      [
        [1, 'Grüße'],
        [2, 'from Python'],
      ],
    ])
    assert.deepEqual(await (await fetch(`${url}/api/rows`)).json(), [
      { id: 1, title: 'Grüße' },
      { id: 2, title: 'from Python' },
    ])
  })

  it('shows its facts on a page, escaped', async () => {
    const html = await (await fetch(url)).text()
    assert.match(html, /a\.test/)
    assert.match(html, /&lt;b&gt;&quot;main&quot;/)
    assert.doesNotMatch(html, /<b>"main"/)
  })

  it('refuses what is no row, and is unhealthy while its database cannot be read', async () => {
    const statuses = await Promise.all([
      post('[]').then(({ status }) => status),
      post('nonsense').then(({ status }) => status),
      post(`{"a": "${'x'.repeat(70_000)}"}`).then(({ status }) => status),
      fetch(`${url}/nowhere`).then(({ status }) => status),
    ])
    assert.deepEqual(statuses, [400, 400, 413, 404])
    const text = await readFile(database, 'utf8')
    await writeFile(database, text.slice(0, -3))
    assert.equal((await fetch(`${url}/health`)).status, 503)
    await writeFile(database, text)
    assert.equal((await fetch(`${url}/health`)).status, 200)
  })

  it('stops at once when asked to', async () => {
    const started = performance.now()
    app.kill('SIGTERM')
    assert.deepEqual(await once(app, 'exit'), [0, null])
    assert.ok(performance.now() - started < 2_500)
  })
})
