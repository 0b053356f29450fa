/**
 * Loaded into the process of each test file: ends one that never ends by itself, because a test in it hangs or has left
 * something open, and says what that is. Else the whole run would wait for it.
 */
const LIMIT_MS = 12 * 60_000

const isRunner = process.execArgv.includes('--test')
if (!isRunner) {
  setTimeout(() => {
    const open = process.getActiveResourcesInfo().join(', ')
    console.error(`${process.argv[1]} has not ended within ${LIMIT_MS / 60_000} minutes. Open: ${open}`)
    process.exit(1)
  }, LIMIT_MS).unref()
}
