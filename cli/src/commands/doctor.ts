import { defineCommand } from '../command.ts'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { below, wrap } from '../screen/cut.ts'
import type { Screen } from '../screen/screen.ts'
import { exitCodeOf, tell } from '../told.ts'

export const doctor = defineCommand({
  usage: 'doctor',
  summary: 'Look whether portal-api can be reached and used, and say what to do if not',
  examples: [
    ['slipway doctor', 'Address, TLS, clock, versions, token and scopes'],
    ['slipway doctor --json', 'For programs'],
  ],
  options: (yargs) => yargs,
  run: async (_args, session) => {
    const { screen } = session
    const findings: Finding[] = []
    for await (const finding of examine(session)) {
      findings.push(finding)
      if (!screen.json) screen.print(...linesOf(finding, screen))
    }
    if (screen.json) screen.printJson({ findings: findings.map(shown) })
    return codeOf(findings)
  },
})

const shown = (finding: Finding): object => {
  if (finding.state !== 'failed') return finding
  return { state: finding.state, name: finding.name, failure: tell(finding.failure) }
}

const NAME_WIDTH = 10

const linesOf = (finding: Finding, { paint, width }: Screen): string[] => {
  const name = paint.bold(finding.name.padEnd(NAME_WIDTH))
  const indent = ' '.repeat(NAME_WIDTH + 3)
  const told = (sign: string, detail: string, remedy?: string): string[] => [
    ...below(`${sign} ${name} `, wrap(detail, width - indent.length)),
    ...(remedy === undefined ? [] : below(indent, wrap(remedy, width - indent.length))),
  ]
  switch (finding.state) {
    case 'ok':
      return told(paint.green('✓'), finding.detail)
    case 'warning':
      return told(paint.yellow('!'), finding.detail, finding.remedy)
    case 'failed': {
      const { message, remedy, code } = tell(finding.failure)
      return [...told(paint.red('✗'), message, remedy), `${indent}${paint.dim(code)}`]
    }
  }
}

const codeOf = (findings: readonly Finding[]): ExitCode => {
  const failed = findings.find((finding) => finding.state === 'failed')
  return failed?.state === 'failed' ? exitCodeOf(failed.failure) : EXIT.done
}
