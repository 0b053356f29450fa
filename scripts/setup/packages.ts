import { setImmediate as nextTurn } from 'node:timers/promises'
import { AptGet, type Offer } from './apt.ts'
import { laterSuite, removeLaterSuite } from './later-suite.ts'
import type { Need } from './needs.ts'
import { findProgram } from './programs.ts'
import { say } from './say.ts'
import { SetupError } from './setup-error.ts'

/**
 * Sees that the machine has what is needed. On Debian and Ubuntu, as root, it installs what is missing from the
 * distribution's packages and says so first; elsewhere, and with `SLIPWAY_NO_INSTALL=1`, it changes nothing.
 * @throws SetupError naming everything that is missing and how to get it, or what apt-get said when it failed
 */
export async function ensurePackages(needs: readonly Need[], signal: AbortSignal): Promise<void> {
  const missing = await unmet(needs)
  // Ctrl-C ends what looks for the programs as well, which then seem to be missing.
  await nextTurn()
  signal.throwIfAborted()
  if (missing.length === 0) return
  const obstacle = whyNotInstalling()
  if (obstacle !== undefined) throw new SetupError(describe(missing, obstacle))

  say(`Installing with apt-get, as this machine lacks them: ${missing.map(({ name }) => name).join(', ')}`)
  const apt = new AptGet(signal)
  await removeLaterSuite() // Of an installation that was killed.
  try {
    await apt.update()
    const offers = await offersFor(missing, apt)
    say(`  packages: ${offers.map(({ name, version }) => `${name} ${version}`).join(', ')}`)
    await apt.install(offers)
  } finally {
    await removeLaterSuite()
  }

  const still = await unmet(missing)
  if (still.length > 0)
    throw new SetupError(describe(still, 'apt-get installed its packages, but they are still missing'))
}

async function unmet(needs: readonly Need[]): Promise<readonly Need[]> {
  const met = await Promise.all(needs.map((need) => need.met()))
  return needs.filter((_, index) => met[index] === false)
}

function whyNotInstalling(): string | undefined {
  if (process.env['SLIPWAY_NO_INSTALL'] === '1') return 'SLIPWAY_NO_INSTALL=1 forbids installing them'
  if (findProgram('apt-get') === undefined) return 'Slipway installs them itself on Debian and Ubuntu only'
  if (process.getuid?.() !== 0) return 'Slipway can install them only as root'
  return undefined
}

function describe(missing: readonly Need[], because: string): string {
  const width = Math.max(...missing.map(({ name }) => name.length))
  const lines = missing.map(({ name, packages, along = [], elsewhere }) => {
    const apt = ['apt-get install', packages.join(' or '), ...along].join(' ')
    return `  ${name.padEnd(width)}  ${elsewhere}  (Debian, Ubuntu: ${apt})`
  })
  return [`Missing on this machine, and ${because}:`, ...lines, 'Nothing was changed.'].join('\n')
}

/** The packages that meet the needs. A later suite of the distribution is added when its own is too old for one. */
async function offersFor(missing: readonly Need[], apt: AptGet): Promise<readonly Offer[]> {
  const own = await Promise.all(missing.map((need) => offerFor(need, apt)))
  if (own.some((offer) => offer === undefined)) {
    const suite = await laterSuite()
    if (suite !== undefined) {
      say(
        `  adding the ${suite.name} suite of the configured package source for this installation: ${suite.base} lacks some`,
      )
      await suite.add()
      await apt.update()
    }
  }
  const offers = await Promise.all(missing.map(async (need, index) => own[index] ?? (await offerFor(need, apt))))
  const absent = missing.filter((_, index) => offers[index] === undefined)
  if (absent.length > 0) throw new SetupError(describe(absent, 'the configured package sources do not offer them'))
  const along = await Promise.all(missing.flatMap(({ along = [] }) => along.map((name) => apt.offer(name))))
  return [...new Map([...offers, ...along].flatMap((offer) => (offer ? [[offer.name, offer]] : []))).values()]
}

async function offerFor({ packages, minimumMajor }: Need, apt: AptGet): Promise<Offer | undefined> {
  for (const name of packages) {
    const offer = await apt.offer(name, minimumMajor)
    if (offer !== undefined) return offer
  }
  return undefined
}
