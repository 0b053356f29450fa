'use strict'

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text) => String(text).replace(/[&<>"']/g, (character) => ESCAPES[character])

const LABELS = {
  kind: 'Kind',
  branch: 'Branch',
  rows: 'Rows in the database',
  client: 'Client id',
  tenant: 'Tenant id',
  callback: 'Callback',
}

/** The page that the sample application shows of itself; what is not known is left out. */
function page({ host = 'localhost', message, ...facts }) {
  const known = Object.entries(LABELS).filter(([name]) => facts[name] !== undefined)
  const list = known.map(([name, label]) => `<dt>${label}</dt><dd>${escape(facts[name])}</dd>`).join('')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escape(host)}</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
  body { min-height: 100vh; margin: 0; display: grid; place-items: center; background: light-dark(#f3f6f9, #0d1520) }
  main { max-width: 34rem; padding: 2.5rem; margin: 1rem; border-radius: 1rem; background: light-dark(#fff, #162231);
         border-top: .3rem solid #0b7fab; box-shadow: 0 .5rem 2rem #0002 }
  small { color: light-dark(#47606f, #9db4c3) }
  h1 { margin: .2rem 0 1.5rem; line-height: 1.2; text-wrap: balance }
  dl { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1.5rem; margin: 0 }
  dt { color: light-dark(#47606f, #9db4c3) }
  dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
</style>
<main><small>${escape(host)}</small><h1>${escape(message)}</h1><dl>${list}</dl></main>
</html>
`
}

module.exports = { page }
