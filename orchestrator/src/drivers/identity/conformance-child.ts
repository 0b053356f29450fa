import { createVault, loadVaultKey } from '../vault.ts'
import { createLocalIdentity } from './local.ts'

/** The process that identity/conformance.ts kills or races: runs one verb of the local driver, and says "begin" just before. */
const [dataDir = '', verb = '', application = '', uri = '', owner = '', task = ''] = process.argv.slice(2)
const identity = createLocalIdentity({ dataDir, vault: createVault(await loadVaultKey(dataDir)) })
const { signal } = new AbortController()
process.stdout.write('begin\n')
switch (verb) {
  case 'ensure':
    await identity.ensureApplication({ application, redirectUris: [uri] }, { owner, task }, signal)
    break
  case 'add':
    await identity.addRedirectUri(application, uri, { owner, task }, signal)
    break
  case 'remove':
    await identity.remove({ kind: 'application', name: application }, { owner }, signal)
    break
  default:
    throw new Error(`There is no verb "${verb}"`)
}
