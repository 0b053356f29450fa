/** Of a PEM or another text of several lines every long line; whoever shows one shows too much. */
const LONG_LINE = 40

/** Texts by any of which a secret is known again: as it is, in JSON, in a URL, and within base64 of something longer. */
export function formsOf(secret: string): string[] {
  const lines = secret.split('\n').filter((line) => line.length >= LONG_LINE && !line.startsWith('-----'))
  const parts = secret.includes('\n') ? lines : [secret]
  const all = parts.flatMap((part) => [
    ...[part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part)],
    ...withinBase64(part).flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]),
  ])
  return [...new Set(all)]
}

/** How bytes look in base64, for each of the three places at which they may begin in a group of three. */
function withinBase64(text: string): string[] {
  const bytes = Buffer.from(text)
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    // Characters at the ends also hold bits of what stands beside.
    const shared = (before + bytes.length) % 3 === 0 ? 0 : 1
    return encoded.slice([0, 2, 3][before], encoded.length - shared)
  })
}

export type Texts = Readonly<Record<string, string>>

/** Which secrets stand in which texts: `<name of the secret> in <name of the text>`. */
export function leaks(secrets: Texts, texts: Texts): string[] {
  const needles = Object.entries(secrets).map(([name, secret]) => ({ name, forms: formsOf(secret) }))
  return Object.entries(texts).flatMap(([where, text]) =>
    needles.filter(({ forms }) => forms.some((form) => text.includes(form))).map(({ name }) => `${name} in ${where}`),
  )
}
