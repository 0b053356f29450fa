// Started by local.test.ts: one call of a local forge in a process of its own.
import { z } from 'zod'
import { answerParent } from '../another-process.ts'
import { ForgeCall, perform } from './conformance-call.ts'
import { createLocalForge } from './local.ts'

const { dataDir, call } = z.object({ dataDir: z.string(), call: ForgeCall }).parse(JSON.parse(process.argv[2] ?? ''))
await answerParent(() => perform(createLocalForge({ dataDir }), call, new AbortController().signal))
