import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { laterLine, laterStanza } from './later-suite.ts'

describe('the later suite', () => {
  it('is added from the stanza that names the own suite, with its options', () => {
    const sources = `Types: deb
# URIs: https://commented.example/debian
URIs: https://mirror.example/debian
Suites: bookworm-security
Components: main

Types: deb-src
URIs: https://sources.example/debian
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: https://disabled.example/debian
Suites: bookworm
Components: main

Types: deb deb-src
# A comment
URIs: https://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
`
    assert.equal(
      laterStanza(sources, 'bookworm', 'trixie'),
      `Types: deb deb-src
URIs: https://mirror.example/debian
Suites: trixie
Components: main contrib
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
`,
    )
    assert.equal(laterStanza('Types: deb\nSuites: bookworm-updates\n', 'bookworm', 'trixie'), undefined)
  })

  it('is added from the line that names the own suite, with its options', () => {
    const sources = `# deb https://commented.example/debian bookworm main
deb-src https://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/a/b.gpg] https://mirror.example/debian bookworm-updates main
deb [arch=amd64 signed-by=/a/b.gpg] https://mirror.example/debian bookworm main contrib
`
    assert.equal(
      laterLine(sources, 'bookworm', 'trixie'),
      'deb [arch=amd64 signed-by=/a/b.gpg] https://mirror.example/debian trixie main contrib\n',
    )
    assert.equal(
      laterLine('deb https://mirror.example/debian bookworm-updates main\n', 'bookworm', 'trixie'),
      undefined,
    )
  })
})
