// One verb of the ACME driver in a process of its own:
//   node acme-child.ts <settings as JSON> <dataDir> <verb> <host> <owner> <task> <operations>
// It kills itself after so many file operations, or with `answers:<n>` after so many answers of the authority to what it
// sent; 0 lets it finish.
import { killAfter } from '../../../src/drivers/certificates/conformance-kill-switch.ts'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { createAcmeCertificates } from '../../../src/drivers/certificates/acme/acme.ts'
import { runVerb } from '../../../src/drivers/certificates/conformance-child.ts'
import { createVault } from '../../../src/drivers/vault.ts'
import { createChallenges } from '../../../src/redis/challenges.ts'

const Settings = z.object({ directoryUrl: z.string(), email: z.string() })

const [settings = '', dataDir = '', verb = '', host = '', owner = '', task = '', operations = '0'] =
  process.argv.slice(2)
const redis = new Redis(process.env.REDIS_URL ?? '')
const certificates = createAcmeCertificates({
  dataDir,
  settings: { kind: 'acme', profile: undefined, externalAccount: undefined, ...Settings.parse(JSON.parse(settings)) },
  vault: createVault(Buffer.alloc(32, 7)),
  challenges: createChallenges(redis),
  pollMs: 20,
})

const [, answers] = /^answers:(\d+)$/.exec(operations) ?? []
if (answers === undefined) {
  killAfter(Number(operations))
} else {
  let left = Number(answers)
  const original = globalThis.fetch
  globalThis.fetch = async (...args) => {
    const answer = await original(...args)
    // What refuses a nonce has no effect, and how often that happens is chance.
    if (args[1]?.method === 'POST' && answer.status < 300 && --left === 0) process.kill(process.pid, 'SIGKILL')
    return answer
  }
}
await runVerb(certificates, verb, host, { owner, task })
redis.disconnect()
