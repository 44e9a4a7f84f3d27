const ENDPOINT = '{{endpoint}}'
const byId = (id) => document.getElementById(id)
const query = byId('query')
const answer = byId('answer')
const status = byId('status')

const TYPE = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }'
const SCHEMA_QUERY = `{ __schema { queryType { name } types {
  kind name description
  fields(includeDeprecated: true) { name description deprecationReason args { name description defaultValue type { ${TYPE} } } type { ${TYPE} } }
  inputFields { name description type { ${TYPE} } }
  enumValues(includeDeprecated: true) { name description }
} } }`

/** Sends one query. Nothing is kept: the token lives in its field alone. */
async function ask (body) {
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    credentials: 'omit',
    cache: 'no-store',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      authorization: `Bearer ${byId('token').value.trim()}`
    },
    body: JSON.stringify(body)
  })
  const text = await response.text()
  try {
    return { status: response.status, body: JSON.parse(text) }
  } catch {
    return { status: response.status, body: text }
  }
}

async function whileBusy (button, work) {
  button.disabled = true
  status.textContent = 'Asking …'
  try {
    status.textContent = await work()
  } catch (error) {
    status.textContent = error.message
  } finally {
    button.disabled = false
  }
}

function readVariables () {
  const text = byId('variables').value.trim()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    byId('variables').focus()
    throw new Error(`The variables are not JSON: ${error.message}`)
  }
}

function run () {
  return whileBusy(byId('run'), async () => {
    const variables = readVariables()
    const started = performance.now()
    const { status: code, body } = await ask({ query: query.value, variables })
    answer.textContent = typeof body === 'string' ? body : JSON.stringify(body, null, 2)
    const cost = body?.extensions?.cost
    return `${code}, ${Math.round(performance.now() - started)} ms${cost ? `, cost ${cost.requested} of ${cost.maximum}` : ''}`
  })
}

function typeText (type) {
  if (type.kind === 'NON_NULL') return `${typeText(type.ofType)}!`
  if (type.kind === 'LIST') return `[${typeText(type.ofType)}]`
  return type.name
}

function element (name, ...children) {
  const made = document.createElement(name)
  made.append(...children.filter((child) => child))
  return made
}

const argumentText = ({ name, type, defaultValue }) => `${name}: ${typeText(type)}${defaultValue === null ? '' : ` = ${defaultValue}`}`

function memberEntry ({ name, description, args = [], type, deprecationReason }) {
  const signature = `${name}${args.length === 0 ? '' : `(${args.map(argumentText).join(', ')})`}${type ? `: ${typeText(type)}` : ''}`
  const words = [description, deprecationReason && `Deprecated: ${deprecationReason}`, ...args.map((argument) => argument.description && `${argument.name}: ${argument.description}`)]
  return [element('dt', element('code', signature)), element('dd', ...words.filter(Boolean).map((text) => element('p', text)))]
}

function typeEntry (type, isQuery) {
  const members = type.fields ?? type.inputFields ?? type.enumValues ?? []
  const entry = element('details', element('summary', type.name), type.description && element('p', type.description), element('dl', ...members.flatMap(memberEntry)))
  entry.open = isQuery
  entry.dataset.words = `${type.name} ${members.map(({ name }) => name).join(' ')}`.toLowerCase()
  return entry
}

function showSchema ({ queryType, types }) {
  const own = types.filter(({ name }) => !name.startsWith('__'))
  own.sort((a, b) => (b.name === queryType.name) - (a.name === queryType.name) || a.name.localeCompare(b.name))
  byId('schema').replaceChildren(...own.map((type) => typeEntry(type, type.name === queryType.name)))
  byId('filter').disabled = false
  return own.length
}

function loadSchema () {
  return whileBusy(byId('load'), async () => {
    const { status: code, body } = await ask({ query: SCHEMA_QUERY })
    if (!body?.data?.__schema) {
      answer.textContent = typeof body === 'string' ? body : JSON.stringify(body, null, 2)
      return `${code}, no schema`
    }
    return `${showSchema(body.data.__schema)} types`
  })
}

/** Tab indents, as in any editor; after Escape it moves on, so nobody is trapped. */
let tabLeaves = false
query.addEventListener('blur', () => { tabLeaves = false })
query.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') tabLeaves = true
  else if (event.key === 'Tab' && !event.shiftKey && !tabLeaves) {
    event.preventDefault()
    query.setRangeText('  ', query.selectionStart, query.selectionEnd, 'end')
  }
})
byId('request').addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run()
})
byId('request').addEventListener('submit', (event) => {
  event.preventDefault()
  run()
})
byId('load').addEventListener('click', loadSchema)
byId('filter').addEventListener('input', ({ target }) => {
  for (const entry of byId('schema').children) entry.hidden = !entry.dataset.words.includes(target.value.trim().toLowerCase())
})
