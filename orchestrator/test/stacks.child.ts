// Started by stacks.test.ts: one call of the compose driver in a process of its own.
import { z } from 'zod'
import { answerParent } from '../src/drivers/another-process.ts'
import { createComposeStacks } from '../src/drivers/stacks/compose.ts'
import { perform, StacksCall } from '../src/drivers/stacks/conformance-call.ts'

const Arguments = z.object({
  options: z.object({ dataDir: z.string(), templatesDir: z.string(), dockerHost: z.string(), instance: z.string() }),
  call: StacksCall,
})
const { options, call } = Arguments.parse(JSON.parse(process.argv[2] ?? ''))
await answerParent(() => perform(createComposeStacks(options), call, new AbortController().signal))
