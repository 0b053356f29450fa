import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'

const POLICY = '/usr/sbin/policy-rc.d'
const MARK = '# Written by Slipway'

/**
 * Runs an installation without letting packages start their services: Slipway starts its own, on its own ports.
 * This is Debian's documented way (invoke-rc.d asks `policy-rc.d`; 101 means "not now"). The file holds only as long
 * as this process lives, so one that is left behind by a kill forbids nothing.
 */
export async function withServicesHeld(install: () => Promise<void>): Promise<void> {
  if (existsSync(POLICY) && !(await readFile(POLICY, 'utf8')).includes(MARK)) return install()
  await writeFile(POLICY, `#!/bin/sh\n${MARK}\n[ -d /proc/${process.pid} ] && exit 101\nexit 0\n`, { mode: 0o755 })
  try {
    await install()
  } finally {
    await rm(POLICY, { force: true })
  }
}
