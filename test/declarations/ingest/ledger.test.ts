import t from 'tap'
import type { CustomsAnswer, CustomsRequest } from '../../../src/declarations/customs-message.ts'
import { normaliseDeclaration } from '../../../src/declarations/canonical.ts'
import { currentVersion, Ledger, stateOf } from '../../../src/declarations/ingest/ledger.ts'
import type { Entry } from '../../../src/declarations/ingest/ledger.ts'
import { originalOf, prepareDeclaration, prepareMessage } from '../../../src/declarations/ingest/push.ts'
import type { Push } from '../../../src/declarations/ingest/push.ts'
import { declaration } from '../../support/facts.ts'

let minute = 0
/** Each push arrives a minute after the one before. */
const arrival = (): Date => new Date(Date.UTC(2026, 2, 2, 8, minute++))
const MRN = '26IT00000000000010'
const OTHER_MRN = '26IT00000000000020'

const pushOf = (changes: Record<string, unknown>): Push => prepareDeclaration(normaliseDeclaration(declaration({ lrn: 'L', ...changes })).content, originalOf(Buffer.from('{}'), 'application/json'), arrival(), 'erp')
const answerOf = (changes: Partial<CustomsAnswer>): Push =>
  prepareMessage({ kind: 'answer', functionCode: '01', lrn: 'L', issuedAt: '2026-03-02T12:00:00Z', changes: [], taxes: [], errors: [], notes: [], ...changes }, originalOf(Buffer.from('<a/>'), 'application/xml'), arrival(), 'customs')
const requestOf = (changes: Partial<CustomsRequest>): Push =>
  prepareMessage({ kind: 'invalidation', reference: 'R', issuedAt: '2026-03-02T11:00:00Z', changes: [], ...changes }, originalOf(Buffer.from('<r/>'), 'application/xml'), arrival(), 'broker')

function taken (...pushes: Push[]) {
  const ledger = new Ledger(false)
  const verdicts = pushes.map((push) => ledger.take(push))
  const alive = [...ledger.entries.values()].filter(({ joinedInto }) => joinedInto === undefined)
  return { ledger, verdicts, alive, outcomes: verdicts.map(({ outcome }) => outcome), ids: verdicts.map(({ declarationId }) => declarationId) }
}
const shown = ({ mrn, lrn, versions }: Entry) => [mrn, lrn, versions.length]

t.test('an MRN finds its declaration, whatever the LRN says', (t) => {
  const { outcomes, alive } = taken(pushOf({ mrn: MRN }), pushOf({ mrn: MRN, lrn: 'M', incoterm: 'FOB' }), pushOf({ mrn: MRN, lrn: undefined, incoterm: 'CIF' }))
  t.strictSame(outcomes, ['created', 'new_version', 'new_version'])
  t.strictSame(alive.map(shown), [[MRN, 'L', 3]])
  t.end()
})

t.test('an open LRN is adopted by the first MRN, and by no second', (t) => {
  const { ids, alive } = taken(pushOf({}), pushOf({ mrn: MRN }), pushOf({ mrn: OTHER_MRN }), pushOf({ incoterm: 'FOB' }))
  t.equal(ids[0], ids[1])
  t.not(ids[1], ids[2], 'another MRN is another declaration')
  t.equal(ids[3], ids[2], 'an LRN alone means the newest row with it')
  t.strictSame(alive.map(shown), [[MRN, 'L', 2], [OTHER_MRN, 'L', 2]])
  t.end()
})

t.test('one LRN of two declarants is two declarations', (t) => {
  const { ids } = taken(pushOf({}), pushOf({ declarant: 'DE1' }), pushOf({ incoterm: 'FOB' }))
  t.equal(new Set(ids).size, 2)
  t.equal(ids[2], ids[0])
  t.end()
})

t.test('after a rejection or an invalidation the LRN is free, and a retry of the old content is the old declaration', (t) => {
  for (const status of ['rejected', 'invalidated']) {
    const { ids, outcomes } = taken(pushOf({ status }), pushOf({ incoterm: 'FOB' }), pushOf({ status }), pushOf({ incoterm: 'FOB' }))
    t.strictSame(outcomes, ['created', 'created', 'replayed', 'replayed'], status)
    t.strictSame([ids[2], ids[3]], [ids[0], ids[1]])
  }
  t.end()
})

t.test('a late retry of what was rejected does not swallow the new attempt under its LRN', (t) => {
  const rejected = { mrn: MRN, status: 'rejected' }
  const { ids, outcomes, ledger } = taken(pushOf(rejected), pushOf({ incoterm: 'FOB' }), pushOf(rejected), pushOf({ ...rejected, incoterm: 'CIF' }))
  t.strictSame(outcomes, ['created', 'created', 'replayed', 'new_version'])
  t.strictSame([ids[2], ids[3]], [ids[0], ids[0]])
  t.strictSame(ledger.redirects, [])
  t.end()
})

t.test('a registered row whose declarant nobody named is joined by its LRN', (t) => {
  const { ids, ledger } = taken(pushOf({ mrn: MRN, declarant: undefined }), pushOf({}), pushOf({ mrn: MRN, incoterm: 'FOB' }))
  t.strictSame(ledger.redirects, [{ id: ids[1], survivorId: ids[0] }])
  t.end()
})

t.test('two rows that turn out to be one are joined; the older survives with all versions', (t) => {
  const { ids, alive, ledger } = taken(pushOf({ mrn: MRN, lrn: undefined }), pushOf({}), pushOf({ mrn: MRN, incoterm: 'FOB' }))
  t.strictSame(alive.map(shown), [[MRN, 'L', 3]])
  t.equal(ids[2], ids[0])
  t.strictSame(ledger.redirects, [{ id: ids[1], survivorId: ids[0] }])
  t.strictSame(ledger.events.map(({ type }) => type), ['declaration.recorded', 'declaration.recorded', 'declaration.joined', 'declaration.version_added'])
  t.strictSame(alive[0]?.versions.map(({ version }) => version), [1, 2, 3])
  const reverse = taken(pushOf({}), pushOf({ mrn: MRN, lrn: undefined }), pushOf({ mrn: MRN, incoterm: 'FOB' }))
  t.equal(reverse.ids[2], reverse.ids[0], 'also when that is the LRN\'s')
  t.strictSame(reverse.alive.map(shown), [[MRN, 'L', 3]])
  t.end()
})

t.test('the same content is a replay, also of an old version, unless its status is dated later', (t) => {
  const dated = (status: string, hour: number) => pushOf({ status, statusAt: `2026-03-02T${hour}:00:00Z` })
  const { outcomes, verdicts, alive } = taken(dated('lodged', 10), dated('accepted', 11), dated('lodged', 10), dated('lodged', 12), pushOf({ status: 'accepted' }))
  t.strictSame(outcomes, ['created', 'new_version', 'replayed', 'new_version', 'replayed'])
  t.strictSame(verdicts.map(({ version }) => version), [1, 2, 1, 3, 2])
  t.equal(stateOf(alive[0] as Entry).currentVersion, 3)
  t.end()
})

t.test('whether a declaration is pre-lodged is said by the version in force, not by the one that came last', (t) => {
  const early = { additionalType: 'D', statusAt: '2026-03-02T10:00:00Z' }
  const late = { additionalType: 'A', statusAt: '2026-03-02T11:00:00Z' }
  const received = answerOf({ functionCode: '02' })
  for (const order of [[early, late], [late, early]]) t.equal(stateOf(taken(...order.map(pushOf), received).alive[0] as Entry).status, 'lodged')
  const { alive } = taken(pushOf({ ...late, statusAt: '2026-03-02T09:00:00Z' }), pushOf(early), received)
  t.equal(stateOf(alive[0] as Entry).status, 'pre_lodged')
  t.end()
})

t.test('an answer registers the declaration that it names by LRN; where its MRN is known, it belongs there', (t) => {
  const { alive, verdicts } = taken(pushOf({}), answerOf({ mrn: MRN }))
  t.strictSame(alive.map(shown), [[MRN, 'L', 1]])
  t.match(verdicts[1], { outcome: 'message', messageState: 'applied', mrn: MRN, lrn: 'L' })
  const known = taken(pushOf({ mrn: MRN }), pushOf({ lrn: 'M' }), answerOf({ mrn: MRN, lrn: 'M' }))
  t.equal(known.ids[2], known.ids[0])
  t.end()
})

t.test('what comes before its declaration waits for it, and then counts', (t) => {
  const { verdicts, alive } = taken(answerOf({ mrn: MRN }), answerOf({ functionCode: '08', issuedAt: '2026-03-02T13:00:00Z' }), pushOf({}))
  t.strictSame(verdicts.map(({ messageState }) => messageState), ['waiting', 'waiting', null])
  t.match(stateOf(alive[0] as Entry), { status: 'released' })
  t.equal(alive[0]?.mrn, MRN)
  t.end()
})

t.test('an answer whose MRN is another\'s waits: an LRN is no proof', (t) => {
  const { verdicts } = taken(pushOf({ mrn: OTHER_MRN }), answerOf({ mrn: MRN }))
  t.match(verdicts[1], { declarationId: null, messageState: 'waiting' })
  t.end()
})

t.test('a message is known by its content', (t) => {
  const { verdicts, ledger } = taken(pushOf({}), answerOf({ mrn: MRN }), answerOf({ mrn: MRN }))
  t.match(verdicts[2], { replayed: true, messageId: verdicts[1]?.messageId })
  t.equal(ledger.messages.size, 1)
  t.end()
})

t.test('a request takes effect only when customs grants it', (t) => {
  const asked = [pushOf({ mrn: MRN }), answerOf({ mrn: MRN }), requestOf({ mrn: MRN })]
  const open = taken(...asked).alive[0] as Entry
  t.strictSame([stateOf(open).status, open.messages.at(-1)?.state], ['accepted', 'pending'])
  const granted = taken(...asked, answerOf({ functionCode: '11', statusCode: '39', lrn: 'R', mrn: MRN, issuedAt: '2026-03-02T14:00:00Z' })).alive[0] as Entry
  t.strictSame([stateOf(granted).status, granted.messages.map(({ state }) => state)], ['invalidated', ['applied', 'granted', 'applied']])
  const refused = taken(...asked, answerOf({ functionCode: '11', statusCode: '41', lrn: 'R', mrn: MRN, issuedAt: '2026-03-02T14:00:00Z' })).alive[0] as Entry
  t.strictSame([stateOf(refused).status, refused.messages[1]?.state], ['accepted', 'refused'])
  t.equal(currentVersion(refused).version, 1)
  t.end()
})

t.test('a push whose first answer was lost with the connection is told what it did, not that it was a replay', (t) => {
  const push = pushOf({})
  const ledger = new Ledger(true)
  ledger.take(push)
  t.match(ledger.take(push), { outcome: 'created', replayed: false, version: 1 })
  t.match(ledger.take(pushOf({})), { outcome: 'replayed', replayed: true }, 'the same content of another request is a replay')
  t.end()
})
