import { readFile } from 'node:fs/promises'
import { unlessAbsent } from '../../errno.ts'

/** Where this machine sends packets for a block of addresses. */
export interface Route {
  /** IPv4 block, as "10.8.0.0/16". */
  readonly block: string
  readonly device: string
}

/** IPv4 routes of this machine besides the default one; none where the system does not tell them as Linux does. */
export const hostRoutes = async (): Promise<Route[]> =>
  parseRoutes((await unlessAbsent(readFile('/proc/net/route', 'utf8'))) ?? '')

/** @param table as /proc/net/route has it: addresses are hexadecimal, their bytes in the order of the processor, little-endian */
export function parseRoutes(table: string): Route[] {
  const [, ...lines] = table.trim().split('\n')
  return lines.flatMap((line) => {
    const [device = '', destination = '', , , , , , mask = ''] = line.trim().split(/\s+/)
    const prefix = bytesOf(mask).reduce((bits, byte) => bits + byte.toString(2).replaceAll('0', '').length, 0)
    return prefix === 0 ? [] : [{ device, block: `${bytesOf(destination).join('.')}/${prefix}` }]
  })
}

const bytesOf = (hex: string): number[] => [...Buffer.from(hex, 'hex')].reverse()
