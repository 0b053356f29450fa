// Started by local.test.ts: one call of a local directories driver in a process of its own.
import { z } from 'zod'
import { answerParent } from '../another-process.ts'
import { DirectoriesCall, perform } from './conformance-call.ts'
import { createLocalDirectories } from './local.ts'

const Arguments = z.object({ dataDir: z.string(), call: DirectoriesCall })
const { dataDir, call } = Arguments.parse(JSON.parse(process.argv[2] ?? ''))
await answerParent(() => perform(createLocalDirectories({ dataDir }), call, new AbortController().signal))
