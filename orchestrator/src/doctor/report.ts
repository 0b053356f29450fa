import { styleText } from 'node:util'
import type { Finding } from '../drivers/preflight.ts'

const LOOKS = {
  ok: { sign: '✔', colour: 'green' },
  unknown: { sign: '–', colour: 'dim' },
  warning: { sign: '!', colour: 'yellow' },
  failed: { sign: '✖', colour: 'red' },
} as const

/** For people: a line for each finding, and below what is wrong what to do about it. */
export function report(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length))
  const lines = findings.flatMap((finding) => {
    const { sign, colour } = LOOKS[finding.state]
    const start = `${styleText(colour, sign)} ${finding.name.padEnd(width)}  `
    if (!('failure' in finding)) return [`${start}${finding.detail}`]
    const { code, message, remedy } = finding.failure
    const indent = ' '.repeat(width + 4)
    return [
      `${start}${message.replaceAll('\n', `\n${indent}`)} (${code})`,
      `${indent}${styleText('bold', '→')} ${remedy}`,
    ]
  })
  return [...lines, '', summary(findings)].join('\n')
}

const count = (findings: readonly Finding[], state: Finding['state']): number =>
  findings.filter((finding) => finding.state === state).length

function summary(findings: readonly Finding[]): string {
  const [failed, warnings] = [count(findings, 'failed'), count(findings, 'warning')]
  if (failed + warnings === 0) return styleText('green', 'Nothing is wrong.')
  return `${failed} failed, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${count(findings, 'ok')} as they should be.`
}

/** For machines. */
export const asJson = (findings: readonly Finding[]): string =>
  JSON.stringify({
    ok: count(findings, 'failed') === 0,
    findings: findings.map((finding) =>
      'failure' in finding
        ? { state: finding.state, name: finding.name, ...finding.failure.toJSON() }
        : { state: finding.state, name: finding.name, detail: finding.detail },
    ),
  })
