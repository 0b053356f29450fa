import { positional, sandboxArgument } from '../arguments.ts'
import { defineChange } from '../tasks/carry-out.ts'

export const restartAgent = defineChange({
  usage: 'restart <sandbox>',
  summary: 'Restart the agent that is at work in a sandbox, in its session',
  examples: [
    ['slipway agent restart shop/one', 'Stop the agent that is at work, and start it again'],
    ['slipway agent restart shop/one --regenerate-secret', 'And renew its webhook secret'],
  ],
  options: (yargs) =>
    yargs.positional('sandbox', { ...positional.sandbox, coerce: sandboxArgument }).option('regenerate-secret', {
      ...{ type: 'boolean', default: false },
      describe: 'Renew its webhook secret; the old one is void at once',
    }),
  change: async ({ sandbox: at, regenerateSecret }, session) => ({
    subject: `sandbox ${at.workspace}/${at.sandbox}`,
    write: (await session.portal()).restartAgent(at, regenerateSecret),
  }),
})
