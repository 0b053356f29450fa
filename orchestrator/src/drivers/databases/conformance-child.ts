import { createTinyDb } from './tinydb.ts'

/** The process that databases/conformance.ts kills: runs one verb of the TinyDB driver, and says "begin" just before. */
const [dataDir = '', verb = '', path = '', source = '', owner = '', task = ''] = process.argv.slice(2)
const databases = createTinyDb({ dataDir })
const { signal } = new AbortController()
process.stdout.write('begin\n')
switch (verb) {
  case 'ensure':
    await databases.ensureDatabase(path, { _default: [{ made: 'by a child' }] }, { owner, task }, signal)
    break
  case 'clone':
    await databases.ensureClone(source, path, { owner, task }, signal)
    break
  case 'remove':
    await databases.remove({ kind: 'database', name: path }, { owner }, signal)
    break
  default:
    throw new Error(`There is no verb "${verb}"`)
}
