import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { execa } from 'execa'
import { z } from 'zod'
import { ROOT } from './setup/environment.ts'

const run = join(import.meta.dirname, 'run.mjs')

describe('the commands', () => {
  it('are those of package.json, and those that are none are refused', async () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')))
    const { exitCode, stderr } = await execa(process.execPath, [run, 'toString'], { reject: false })
    assert.equal(exitCode, 1)
    assert.match(stderr, /"toString" is none of them/)
    for (const [name, line] of Object.entries(scripts)) {
      assert.equal(line, `node scripts/run.mjs ${name}`)
      assert.match(stderr, new RegExp(`\\b${name}\\b`))
    }
  })

  it('run the script with its arguments, its exit code, and the settings of .env where they belong', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-run-'))
    try {
      for (const part of ['scripts/run.mjs', 'package.json']) await cp(join(ROOT, part), join(folder, part))
      // Nothing is wanted of npm, and Node is there: as after an installation.
      await writeFile(join(folder, 'package-lock.json'), '{"packages": {"": {}}}')
      await cp(join(ROOT, 'node_modules/.bin/node'), join(folder, 'node_modules/.bin/node'), { dereference: true })
      await writeFile(join(folder, 'node_modules/.package-lock.json'), '{"packages": {}}')
      await writeFile(join(folder, '.env'), 'OF_THE_FILE=yes\n')
      const script = 'console.log(process.argv.slice(2).join(), process.env.OF_THE_FILE ?? "no"); process.exitCode = 7'
      await mkdir(join(folder, '.cache'))
      await writeFile(join(folder, '.cache/running.env'), 'OF_THE_FILE=running\n')
      await mkdir(join(folder, 'orchestrator/src'), { recursive: true })
      for (const name of ['scripts/start.ts', 'scripts/demo.ts', 'orchestrator/src/sweep.ts'])
        await writeFile(join(folder, name), script)
      const outcome = async (name: string) => {
        const { exitCode, stdout } = await execa(
          process.execPath,
          [join(folder, 'scripts/run.mjs'), name, '--a', 'b c'],
          {
            reject: false,
          },
        )
        return [exitCode, stdout]
      }
      assert.deepEqual(await outcome('start'), [7, '--a,b c yes'])
      assert.deepEqual(await outcome('demo'), [7, '--a,b c no'])
      assert.deepEqual(await outcome('sweep'), [7, '--a,b c running'])
      assert.ok(!existsSync(join(folder, 'node_modules/fastify')))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
