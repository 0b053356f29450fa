/**
 * Makes what has to stand before the other containers of docker-compose.yml start: the data root and the secrets that
 * they share, owned by the image's user, and the sample template. What is there already stays as it is.
 *
 * It begins as root, for the engine makes the directories that it mounts as root's, and goes on as that user.
 */
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFileOnce } from '../../orchestrator/src/drivers/durable-file.ts'
import { seedTemplate } from '../setup/template.ts'

/** User and group `node` of the image, under which everything else runs. */
const OWNER = 1000
const PASSWORD_BYTES = 24

const [dataDir, secretsDir] = [directory('DATA_DIR'), directory('SECRETS_DIR')]
const secretsOf = (service: string): string => join(secretsDir, service)

// Mounted by containers each on its own: they were made by the engine, with those containers.
const MOUNTED = [
  ...[dataDir, join(dataDir, 'redis'), join(dataDir, 'certificates'), join(dataDir, 'certificates/traefik')],
  ...[secretsDir, secretsOf('redis'), secretsOf('orchestrator'), secretsOf('portal-api')],
]

for (const path of MOUNTED) {
  await mkdir(path, { recursive: true })
  await chown(path, OWNER, OWNER)
}
process.setgroups?.([])
process.setgid?.(OWNER)
process.setuid?.(OWNER)
await chmod(secretsDir, 0o700)

const secret = (): string => randomBytes(PASSWORD_BYTES).toString('base64url')
await createFileOnce(join(secretsOf('redis'), 'password'), secret)
await createFileOnce(join(secretsOf('portal-api'), 'portal-token'), secret)
await createFileOnce(join(secretsOf('portal-api'), 'metrics-token'), secret)
const password = await readFile(join(secretsOf('redis'), 'password'), 'utf8')
const url = `redis://:${encodeURIComponent(password.trim())}@redis:6379`
for (const service of ['orchestrator', 'portal-api'])
  await writeFile(join(secretsOf(service), 'redis-url'), url, { mode: 0o600 })

await seedTemplate(dataDir, new AbortController().signal)

/** @throws Error when the variable names no absolute path */
function directory(name: string): string {
  const path = process.env[name] ?? ''
  if (!path.startsWith('/')) throw new Error(`${name} must be an absolute path`)
  return path
}
