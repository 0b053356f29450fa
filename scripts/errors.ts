/** `node scripts/errors.ts`: writes docs/errors.md, the page of every error code, from contract/src/failures/. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { FAILURES } from '#contract'

export const ERRORS_PAGE = join(import.meta.dirname, '../docs/errors.md')

const INTRODUCTION = `# Error codes

Every failure that Slipway reports has a stable code: over HTTP (\`code\` of the problem), in a task's record and messages
(\`error_code\`), and in the logs. Compare the code, never the message. Written from \`contract/src/failures/\` by
\`node scripts/errors.ts\`.

The class says what follows: a **transient** failure is tried again by itself (after 4 s, then 8 s; three attempts), a
**throttled** one after the time the service named and without counting. While a service is taken to be down
(**unavailable**) a task waits for it, without counting either, for OUTAGE_PATIENCE_S. A **conflict** means that something
else holds the name or the state, and a **permanent** one can't work however often it is tried.
`

/** The page as prettier formats it. */
export async function errorsPage(): Promise<string> {
  const rows = Object.entries(FAILURES).map(
    ([code, { class: failureClass, http, remedy }]) => `| \`${code}\` | ${failureClass} | ${http} | ${remedy} |`,
  )
  const table = ['| code | class | HTTP | what to do |', '| --- | --- | --- | --- |', ...rows].join('\n')
  const options = await resolveConfig(ERRORS_PAGE)
  return format(`${INTRODUCTION}\n${table}\n`, { ...options, parser: 'markdown' })
}

if (import.meta.main) await writeFile(ERRORS_PAGE, await errorsPage())
