import { createHash } from 'node:crypto'
import { IMPORT_MAP, type BoardFile } from './modules.ts'

/** The page at `/`, and the policy under which a browser shows it. */
export interface BoardPage {
  readonly html: string
  /** Another one whenever anything is that the page is made of. */
  readonly version: string
  readonly policy: string
}

const hashOf = (script: string): string => `'sha256-${createHash('sha256').update(script).digest('base64')}'`

/** Nothing from elsewhere, nothing inline but the import map, in no frame. Styles that scripts set are no inline styles. */
const policyOf = (importMap: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${hashOf(importMap)}`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const versionOf = (files: readonly BoardFile[]): string => {
  const hash = createHash('sha256')
  for (const { path, text } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) hash.update(`${path}\n${text}\n`)
  return hash.digest('base64url').slice(0, 22)
}

/** The page names every module, so that they come side by side and not one import after the other. */
export const boardPage = (files: readonly BoardFile[]): BoardPage => {
  const importMap = JSON.stringify(IMPORT_MAP)
  const styles = files.filter(({ path }) => path.endsWith('.css')).map(({ path }) => path)
  const modules = files.filter(({ type }) => type.startsWith('text/javascript'))
  const version = versionOf(files)
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Slipway</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="version" content="${version}">
<link rel="icon" href="/board/icon.svg" type="image/svg+xml">
${styles
  .sort()
  .map((path) => `<link rel="stylesheet" href="/board/${path}">`)
  .join('\n')}
<script type="importmap">${importMap}</script>
${modules.map(({ path }) => `<link rel="modulepreload" href="/board/${path}">`).join('\n')}
<script type="module" src="/board/main.ts"></script>
</head>
<body>
<noscript>The board of this Slipway needs JavaScript. The API is at /docs.</noscript>
<div id="board"></div>
</body>
</html>
`
  return { html, version, policy: policyOf(importMap) }
}
