import t from 'tap'
import { testApp } from '../support/app.ts'
import { Inventory } from '../support/ai-systems.ts'
import { HOSTILE } from '../support/hostile.ts'
import { testDatabase } from '../support/postgres.ts'

const { appUrl } = await testDatabase(t)
const { app } = await testApp(t, appUrl)
const inventory = new Inventory(app)
await inventory.prepare()
const id = await inventory.register('HOSTILE')
await inventory.assess(id)
const PROOF = { reference: 'x', sha256: 'a'.repeat(64) }

/** Every text that what follows a system may state, with the member of the answer that must repeat it. */
const WRITES: [method: 'POST' | 'PUT' | 'PATCH', path: string, bodyOf: (text: string) => object, kept: (answer: Record<string, unknown>) => unknown][] = [
  ['PATCH', '', (text) => ({ purpose: text }), ({ purpose }) => purpose],
  ['PATCH', '', (text) => ({ provider: text }), ({ provider }) => provider],
  ['PATCH', '', (text) => ({ productVersion: text }), ({ productVersion }) => productVersion],
  ['PATCH', '', (text) => ({ models: [{ name: text, version: '1' }] }), ({ models }) => (models as { name: string }[])[0]?.name],
  ['PATCH', '', (text) => ({ data: { categories: ['prices'], legalBasis: text, trainingUseAllowed: false } }), ({ data }) => (data as { legalBasis: string }).legalBasis],
  ['PATCH', '', (text) => ({ review: { mode: 'full', rule: text } }), ({ review }) => (review as { rule: string }).rule],
  ['PATCH', '', (text) => ({ users: { units: [text], positions: [] } }), ({ users }) => (users as { units: string[] }).units[0]],
  ['PUT', '/obligations/OB-4-LITERACY', (text) => ({ state: 'not_applicable', reason: text }), ({ reason }) => reason],
  ['PUT', '/obligations/OB-4-LITERACY', (text) => ({ state: 'fulfilled', evidence: { ...PROOF, reference: text } }), ({ evidence }) => (evidence as { reference: string }).reference],
  ['PUT', '/obligations/OB-4-LITERACY', (text) => ({ state: 'open', dueOn: text }), ({ statedDueOn }) => statedDueOn],
  ['PUT', '/obligations/OB-4-LITERACY', (text) => ({ state: 'open', owner: { kind: 'position', code: text } }), ({ owner }) => (owner as { code: string }).code],
  ['PUT', '/controls/AIC-01', (text) => ({ rating: 'not_applicable', reason: text }), ({ reason }) => reason],
  ['PUT', '/controls/AIC-01', (text) => ({ rating: 'missing', ratedOn: text }), ({ ratedOn }) => ratedOn],
  ['POST', '/evaluations', (text) => ({ evaluatedOn: new Date().toISOString().slice(0, 10), pillar: 'value', sampleSize: 1, errors: 0, comparedWith: text, evidence: PROOF }), ({ comparedWith }) => comparedWith],
  ['POST', '/incidents', (text) => ({ kind: 'malfunction', occurredOn: new Date().toISOString().slice(0, 10), description: text }), ({ description }) => description],
  ['POST', '/incidents', (text) => ({ kind: 'malfunction', occurredOn: new Date().toISOString().slice(0, 10), description: 'x', references: [text] }), ({ references }) => (references as string[])[0]],
  ['POST', '/incidents', (text) => ({ kind: 'malfunction', occurredOn: text, description: 'x' }), ({ occurredOn }) => occurredOn],
  ['POST', '/assessments', (text) => ({ answers: { r_placed_on: text } }), ({ answers }) => (answers as { answer: string }[])[0]?.answer],
  ['POST', '/status', (text) => ({ status: 'assessed', reason: 'x', on: text }), ({ statusOn }) => statusOn]
]

for (const [method, path, bodyOf, kept] of WRITES) {
  t.test(`${method} of a system${path}, ${JSON.stringify(bodyOf('…')).slice(0, 60)}: any text is taken as it is or refused with its place`, async (t) => {
    const faults: string[] = []
    for (const [name, text] of HOSTILE) {
      const answer = await inventory.call(method, `/ai-systems/${id}${path}`, bodyOf(text))
      if (answer.statusCode === 400) {
        if ((answer.json<{ errors?: unknown[] }>().errors ?? []).length === 0) faults.push(`${name} without a pointer`)
      } else if (answer.statusCode > 201 || !text.isWellFormed() || text.includes('\0') || kept(answer.json()) !== text) faults.push(`${name}: ${answer.statusCode} ${answer.body.slice(0, 100)}`)
    }
    t.strictSame(faults, [])
  })
}

t.test('the reason of a step is kept as it was sent', async (t) => {
  for (const [name, text] of HOSTILE) {
    const other = await inventory.register(`STEP-${HOSTILE.findIndex(([one]) => one === name)}`)
    const answer = await inventory.call('POST', `/ai-systems/${other}/status`, { status: 'retired', reason: text })
    const { items } = (await inventory.call('GET', `/ai-systems/${other}/status`)).json<{ items: { status: string, reason: string }[] }>()
    if (answer.statusCode === 200) t.strictSame(items[0], { ...items[0], status: 'retired', reason: text }, name)
    else t.strictSame([answer.statusCode, items.length], [400, 1], name)
  }
})
