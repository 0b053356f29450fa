import { statfs } from 'node:fs/promises'
import { Gauge, type Registry } from 'prom-client'
import { answered } from '#telemetry/process-metrics'

/** In blocks of `bsize` bytes, as statfs(2) tells. */
interface Disk {
  readonly bsize: number
  readonly blocks: number
  readonly bavail: number
}

/** Metrics of the disk that the data root is on. */
export function diskMetrics(register: Registry, dataDir: string): void {
  const gauge = (name: string, help: string, read: (disk: Disk) => number): void => {
    new Gauge({
      ...{ name, help, registers: [register] },
      async collect() {
        const disk = await answered(statfs(dataDir))
        this.set(disk === undefined ? Number.NaN : read(disk))
      },
    })
  }
  gauge('slipway_data_disk_bytes', 'Size of the disk that the data root is on', ({ bsize, blocks }) => bsize * blocks)
  gauge('slipway_data_disk_free_bytes', 'What is free on it', ({ bsize, bavail }) => bsize * bavail)
}
