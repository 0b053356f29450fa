import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createVault, loadVaultKey } from '../vault.ts'
import { identityConformance } from './conformance.ts'
import { createLocalIdentity } from './local.ts'
import { redirectUrisIn } from './redirect-uris.ts'

const CHILD = fileURLToPath(new URL('conformance-child.ts', import.meta.url))

identityConformance('local', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-identity-'))
  const root = join(dataDir, 'identity')
  const again = async () => createLocalIdentity({ dataDir, vault: createVault(await loadVaultKey(dataDir)) })
  return {
    identity: await again(),
    again,
    redirectUris: async (application) => (await redirectUrisIn(join(root, application))).map(({ uri }) => uri).sort(),
    stored: async () => {
      const entries = await readdir(root, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
      return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n')
    },
    leftovers: async () => {
      const names = await readdir(root, { recursive: true })
      return names.filter((name) => name.startsWith('.') || name.endsWith('.tmp'))
    },
    child: (...args) => spawn(process.execPath, [CHILD, dataDir, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }),
    dispose: () => rm(dataDir, { recursive: true }),
  }
})
