import { SCRIPTS, SHELLS } from '../completion/scripts.ts'
import { defineCommand } from '../command.ts'
import { EXIT } from '../exit-code.ts'

export const completion = defineCommand({
  usage: 'completion <shell>',
  summary: 'Print what makes a shell complete commands, slugs and ids of tasks',
  examples: [
    ['source <(slipway completion bash)', 'In ~/.bashrc'],
    ['source <(slipway completion zsh)', 'In ~/.zshrc, after compinit'],
  ],
  options: (yargs) =>
    yargs.positional('shell', { choices: SHELLS, demandOption: true, describe: 'Which shell you use' }),
  run: ({ shell }, { screen }) => {
    screen.out.write(SCRIPTS[shell])
    return Promise.resolve(EXIT.done)
  },
})
