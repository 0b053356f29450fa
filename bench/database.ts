import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { execa } from 'execa'
import { runChild, valueOf, type ChildOptions } from './child.ts'
import type { Figure } from './figure.ts'
import { duration, median } from './statistics.ts'

const BYTES = 200_000_000

/** A TinyDB file of ordinary rows. */
async function writeDatabase(path: string): Promise<void> {
  const file = createWriteStream(path)
  file.write('{"_default": {')
  for (let id = 1, written = 0; written < BYTES; id += 1) {
    const row = {
      title: `Card number ${id}`,
      column: 'In Progress',
      done: id % 3 === 0,
      points: id % 13,
      owner: 'user@example.test',
      text: 'lorem ipsum dolor sit amet '.repeat(4),
    }
    const text = `${id === 1 ? '' : ', '}"${id}": ${JSON.stringify(row)}`
    written += text.length
    if (!file.write(text)) await once(file, 'drain')
  }
  file.end('}}')
  await once(file, 'close')
}

export async function clone(options: ChildOptions, runs = 7): Promise<Figure[]> {
  const { dataDir } = options
  const folder = 'workspaces/bench/database'
  await mkdir(join(dataDir, folder), { recursive: true })
  const source = join(dataDir, folder, 'db.json')
  await writeDatabase(source)
  await mkdir(join(dataDir, 'sandboxes/bench'), { recursive: true })
  const [ours, copy, grown]: [number[], number[], number[]] = [[], [], []]
  for (let run = 0; run < runs; run += 1) {
    const target = join(dataDir, 'copy.json')
    copy.push(await duration(() => execa('cp', ['--reflink=never', source, target])))
    await rm(target)
    const result = await runChild('clone', [dataDir, `${folder}/db.json`, 'sandboxes/bench/database/db.json'], options)
    await rm(join(dataDir, 'sandboxes/bench/database'), { recursive: true })
    ours.push(valueOf(result, 'ms'))
    grown.push(valueOf(result, 'grown_mb'))
  }
  return [
    {
      name: 'database-clone',
      what: 'clone of a 200 MB TinyDB file with its JSON verified, against cp',
      ...{ value: median(ours) / median(copy), unit: 'ratio', reach: 5, better: 'below', runs },
      details: { clone_ms: median(ours), cp_ms: median(copy), memory_grown_mb: Math.max(...grown) },
    },
  ]
}
