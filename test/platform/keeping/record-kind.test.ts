import t from 'tap'
import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { refusalOf } from '../../../src/platform/keeping/judge-change.ts'
import { carriedOver, contentOf, latestDay, shownContent, toWire } from '../../../src/platform/keeping/record-kind.ts'
import type { RecordKind } from '../../../src/platform/keeping/record-kind.ts'
import { newBody, schemasOf } from '../../../src/platform/keeping/record-schemas.ts'
import { traceOfChange, traceOfNew } from '../../../src/platform/keeping/record-trace.ts'
import { defineProblem } from '../../../src/platform/problem.ts'

const text = Type.String({ description: 'x' })
const KIND: RecordKind = {
  name: 'thing', path: '/things', table: 'things', scopes: { read: 'records:read', write: 'records:write' },
  fields: [
    { name: 'code', column: 'code', sql: 'text', key: true, required: true, schema: text },
    { name: 'site', column: 'site', sql: 'text', names: 'site', schema: text },
    { name: 'good', column: 'good', sql: 'boolean', schema: Type.Boolean({ description: 'x' }) },
    { name: 'words', column: 'words', sql: 'text', personal: true, erasable: true, schema: text },
    { name: 'endedOn', column: 'ended_on', sql: 'date', byOperation: true, schema: text }
  ],
  day: 'code', exists: defineProblem('thing-exists', 409, 'x'), notFound: defineProblem('thing-not-found', 404, 'x')
}

const propertiesOf = (schema: TSchema): object => (schema as unknown as { readonly properties: object }).properties

t.test('what operations write is shown, but no push and no change states it or takes it back', (t) => {
  const words = { component: 'Thing', components: 'Things', one: 'x', many: 'x', summaryOfOne: 'x', description: 'x' }
  t.notOk('endedOn' in newBody(KIND).properties)
  const { record, patch } = schemasOf(KIND, words, [])
  t.ok('endedOn' in propertiesOf(record))
  t.strictSame(Object.keys(propertiesOf(patch)), ['site', 'good', 'words'])
  const kept = { ...contentOf(KIND, { code: 'A' }), endedOn: '2026-01-01' }
  t.match(carriedOver(KIND, kept, contentOf(KIND, { code: 'A', site: 'S' })), { site: 'S', endedOn: '2026-01-01' })
  t.match(carriedOver(KIND, undefined, contentOf(KIND, { code: 'A' })), { endedOn: null })
  t.end()
})

t.test('yes and no are kept apart from nothing stated', (t) => {
  t.strictSame([true, false, undefined].map((good) => shownContent(KIND, contentOf(KIND, { code: 'A', good }))['good']), [true, false, null])
  t.notOk('recordedBy' in toWire(KIND, { id: 'x', revision: 1, recordedAt: new Date(0), content: {} }))
  t.equal(toWire({ ...KIND, keepsWho: true }, { id: 'x', revision: 1, recordedAt: new Date(0), recordedBy: 'W', content: {} })['recordedBy'], 'W')
  t.end()
})

t.test('a name is asked for when it is stated anew, and says itself what is wrong with it', (t) => {
  const site = { known: new Set(['S']), detail: 'is no site', hint: 'Give one' }
  const [none, known, unknown] = [{}, { site: 'S' }, { site: 'T' }].map((stated) => contentOf(KIND, { code: 'A', ...stated }))
  const refused = (before: typeof none, after: typeof none) => refusalOf(KIND, { holds: [], named: { site } }, before, after ?? {})?.members.errors
  t.strictSame(refused(undefined, known), undefined)
  t.strictSame(refused(undefined, none), undefined)
  t.strictSame(refused(known, unknown), [{ pointer: '/site', detail: 'is no site', hint: 'Give one' }])
  t.strictSame(refused(unknown, { ...unknown, good: true }), undefined, 'one that was taken before is left as it is')
  t.throws(() => refusalOf(KIND, { holds: [], named: {} }, undefined, known ?? {}), /Nobody says/)
  t.end()
})

t.test('no hold reaches a kind that is held by nothing', (t) => {
  const everything = { id: 'H', class: null, mrn: null, from: null, to: null }
  const [before, after] = [contentOf(KIND, { code: 'A', good: true }), contentOf(KIND, { code: 'A', good: false })]
  t.equal(refusalOf(KIND, { holds: [everything], named: {} }, before, after), undefined)
  t.match(refusalOf({ ...KIND, heldBy: () => ({ mrn: null, day: '2026-01-01' }) }, { holds: [everything], named: {} }, before, after), { type: '/problems/record-held' })
  t.end()
})

t.test('what says who somebody is stands in no event, and moves no hash of one', (t) => {
  const [one, other] = [contentOf(KIND, { code: 'A', words: 'CANARY' }), contentOf(KIND, { code: 'A', words: 'other' })]
  t.strictSame(traceOfNew(KIND, one), traceOfNew(KIND, other))
  t.match(traceOfChange(KIND, one, other, 2), { fields: ['words'], before: {}, after: {} })
  t.end()
})

t.test('the latest day has begun on Réunion', (t) => {
  t.strictSame(['2026-03-02T19:59:59Z', '2026-03-02T20:00:00Z'].map((at) => latestDay(new Date(at))), ['2026-03-02', '2026-03-03'])
  t.end()
})
