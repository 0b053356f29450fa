const HEADER = 8
const LENGTH_AT = 4

/** The text of a container's log: frames of an 8-byte header, whose last four bytes hold the length, and that many bytes (docs.docker.com/engine/api: attach). */
export function textOfLog(bytes: Buffer): string {
  const parts: Buffer[] = []
  for (let at = 0; at + HEADER <= bytes.length;) {
    const end = at + HEADER + bytes.readUInt32BE(at + LENGTH_AT)
    parts.push(bytes.subarray(at + HEADER, end))
    at = end
  }
  return Buffer.concat(parts).toString()
}
