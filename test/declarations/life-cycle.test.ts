import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { CustomsAnswer } from '../../src/declarations/customs-message.ts'
import { foldDeclaration, hasEnded } from '../../src/declarations/life-cycle.ts'
import type { AnswerFact, DeclarationFacts, RequestFact, VersionFact } from '../../src/declarations/life-cycle.ts'
import { STATUSES } from '../../src/declarations/data-elements.ts'

/** Minutes of one day. */
const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 2, 8, minute))

const version = (changes: Partial<VersionFact> = {}): VersionFact => ({
  version: 1, status: 'lodged', statusDated: false, statusAt: at(0), receivedAt: at(0), preLodged: false, fromMessage: false, acceptedOn: null, mrn: null, ...changes
})

function answer (functionCode: string, minute: number, changes: Partial<CustomsAnswer> = {}): AnswerFact {
  return {
    id: `answer-${functionCode}-${minute}-${JSON.stringify(changes).length}`, issuedAt: at(minute), receivedAt: at(minute),
    answer: { kind: 'answer', functionCode, lrn: 'LRN-1', changes: [], taxes: [], errors: [], notes: [], ...changes }
  }
}

const request = (changes: Partial<RequestFact> = {}): RequestFact =>
  ({ id: 'request-1', kind: 'amendment', reference: 'LRN-1', issuedAt: at(30), changedPaths: ['/items/{1}/netMass'], ...changes })

const facts = (changes: Partial<DeclarationFacts> = {}): DeclarationFacts =>
  ({ versions: [version()], answers: [], requests: [], lrn: 'LRN-1', ...changes })

const statusOf = (changes: Partial<DeclarationFacts>): [status: string, at: Date] => {
  const { status, statusAt } = foldDeclaration(facts(changes))
  return [status, statusAt]
}

const anyAnswer: fc.Arbitrary<AnswerFact> = fc.record({
  code: fc.constantFrom('01', '02', '03', '05', '06', '07', '08', '09', '10', '11', '13', '16', '99'), minute: fc.nat({ max: 8 }),
  lrn: fc.constantFrom('LRN-1', 'REQ-1', undefined), statusCode: fc.constantFrom('39', '41', '4', '5', undefined),
  acceptedOn: fc.constantFrom('2026-03-02', '2026-03-03', undefined), amount: fc.constantFrom('1', '2')
}).map(({ code, minute, lrn, statusCode, acceptedOn, amount }) => answer(code, minute, {
  ...(lrn === undefined ? {} : { lrn }), ...(statusCode === undefined ? {} : { statusCode }), ...(acceptedOn === undefined ? {} : { acceptedOn }),
  taxes: code === '13' ? [{ itemNumber: 1, type: 'A00', payable: amount }] : []
}))
const anyRequest: fc.Arbitrary<RequestFact> = fc.record({
  kind: fc.constantFrom('amendment', 'invalidation', 'presentation'), reference: fc.constantFrom('LRN-1', 'REQ-1', undefined), minute: fc.nat({ max: 8 })
}).map(({ kind, reference, minute }) => request({ kind, reference, issuedAt: at(minute) }))
const anyVersion: fc.Arbitrary<VersionFact> = fc.record({
  status: fc.constantFrom(...STATUSES), statusDated: fc.boolean(), minute: fc.nat({ max: 8 }), preLodged: fc.boolean(), fromMessage: fc.boolean(), mrn: fc.constantFrom('26IT4567890123A451', '26IT0000000000A000', null)
}).map(({ minute, ...rest }) => version({ ...rest, statusAt: at(minute) }))

/** Facts with identifiers of their own, and the same facts in another order. */
const twoOrders = fc.record({
  versions: fc.array(anyVersion, { minLength: 1, maxLength: 4 }), answers: fc.array(anyAnswer, { maxLength: 6 }), requests: fc.array(anyRequest, { maxLength: 3 })
}).map(({ versions, answers, requests }) => facts({
  versions: versions.map((one, index) => ({ ...one, version: index + 1, fromMessage: index > 0 && one.fromMessage })),
  answers: answers.map((one, index) => ({ ...one, id: `answer-${index}` })),
  requests: requests.map((one, index) => ({ ...one, id: `request-${index}` }))
})).chain((first) => fc.record({
  first: fc.constant(first),
  second: fc.record({
    versions: shuffled(first.versions), answers: shuffled(first.answers), requests: shuffled(first.requests), lrn: fc.constant(first.lrn)
  })
}))

function shuffled<T> (list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length, maxLength: list.length })
}

/** A request's decisions as a list, which does not show in which order they were put into the map. */
const comparable = (given: DeclarationFacts): unknown => {
  const { decisions, ...state } = foldDeclaration(given)
  return { ...state, decisions: [...decisions].sort(([a], [b]) => a.localeCompare(b)) }
}

t.test('any order of arrival ends in the same state', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(twoOrders, ({ first, second }) => assert.deepEqual(comparable(second), comparable(first))), { numRuns: 500 }))
  t.end()
})

t.test('of two answers of one instant, neither the order nor the ids decide', (t) => {
  const both = (code: string, one: Partial<CustomsAnswer>, other: Partial<CustomsAnswer>) => {
    const named = (first: Partial<CustomsAnswer>, second: Partial<CustomsAnswer>) =>
      foldDeclaration(facts({ answers: [{ ...answer(code, 10, first), id: 'a' }, { ...answer(code, 10, second), id: 'b' }] }))
    return [named(one, other), named(other, one)]
  }
  const [one, other] = both('01', { acceptedOn: '2026-03-02' }, { acceptedOn: '2026-03-03' })
  t.equal(one?.acceptedOn, other?.acceptedOn)
  const [first, second] = both('13', { taxes: [{ payable: '1' }] }, { taxes: [{ payable: '2' }] })
  t.strictSame(first?.assessedTaxes, second?.assessedTaxes)
  t.end()
})

t.test('the fold does not change the facts', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(twoOrders, ({ first }) => {
    const before = structuredClone(first)
    foldDeclaration(first)
    assert.deepEqual(first, before)
  }), { numRuns: 50 }))
  t.end()
})

t.test('no answer that comes later takes a declaration back', (t) => {
  t.strictSame(statusOf({ answers: [answer('08', 20), answer('01', 30), answer('05', 40)] }), ['released', at(20)])
  t.strictSame(statusOf({ answers: [answer('01', 10), answer('05', 15), answer('08', 20)] }), ['released', at(20)])
  t.strictSame(statusOf({ answers: [answer('16', 20), answer('09', 30)] }), ['exit_confirmed', at(20)])
  t.strictSame(statusOf({ answers: [answer('10', 20), answer('08', 30)] }), ['invalidated', at(20)])
  t.end()
})

t.test('a status is dated by the first answer that gave it', (t) => {
  t.strictSame(statusOf({ answers: [answer('09', 30), answer('08', 20)] }), ['released', at(20)])
  t.equal(foldDeclaration(facts({ answers: [answer('09', 30), answer('08', 20)] })).releasedAt?.toISOString(), at(20).toISOString())
  t.end()
})

t.test('the day of release is that of the office, and of receipt where the answer has none', (t) => {
  const releasedOn = (issuedAt?: string): string | null => foldDeclaration(facts({ answers: [answer('08', 20, issuedAt === undefined ? {} : { issuedAt })] })).releasedOn
  t.equal(releasedOn('2026-03-02T00:30:00+01:00'), '2026-03-02')
  t.equal(releasedOn('2026-03-01T23:30:00-01:00'), '2026-03-01')
  t.equal(releasedOn(), '2026-03-02')
  t.equal(foldDeclaration(facts()).releasedOn, null)
  t.end()
})

t.test('a receipt of a pre-lodged declaration leaves it pre-lodged', (t) => {
  const versions = [version({ preLodged: true })]
  t.strictSame(statusOf({ versions, answers: [answer('02', 10)] }), ['pre_lodged', at(10)])
  t.strictSame(statusOf({ versions, answers: [answer('02', 10), answer('01', 20)] }), ['accepted', at(20)])
  t.strictSame(statusOf({ answers: [answer('02', 10)] }), ['lodged', at(10)])
  const later = version({ version: 2, statusAt: at(5) })
  t.strictSame(statusOf({ versions: [later, ...versions], answers: [answer('02', 10)] }), ['lodged', at(10)], 'the version in force says whether it is')
  t.end()
})

t.test('answers about taxes, payment and corrections give no status', (t) => {
  for (const code of ['07', '11', '13', '14', '99']) t.strictSame(statusOf({ answers: [answer(code, 10)] }), ['lodged', at(0)], code)
  t.end()
})

t.test('a sender\'s word counts until customs speaks', (t) => {
  t.strictSame(statusOf({ versions: [version({ status: 'released' })] }), ['released', at(0)])
  t.strictSame(statusOf({ versions: [version({ status: 'released', statusAt: at(5) }), version({ version: 2, status: 'lodged', statusAt: at(9) })] }), ['lodged', at(9)], 'the last one')
  t.end()
})

t.test('a push without a date never overrules customs', (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(fc.constantFrom(...STATUSES), fc.nat({ max: 59 }), fc.constantFrom('01', '05', '08', '10', '16'), (status, minute, code) => {
    const answers = [answer(code, 10)]
    assert.deepEqual(statusOf({ versions: [version({ status, statusAt: at(minute) })], answers }), statusOf({ answers }))
  })))
  t.end()
})

t.test('a push overrules customs only when it is dated later and is further along', (t) => {
  const pushed = (status: VersionFact['status'], minute: number): VersionFact[] => [version({ status, statusDated: true, statusAt: at(minute) })]
  const answers = [answer('08', 20)]
  t.strictSame(statusOf({ versions: pushed('exit_confirmed', 21), answers }), ['exit_confirmed', at(21)], 'later and further')
  t.strictSame(statusOf({ versions: pushed('exit_confirmed', 20), answers }), ['released', at(20)], 'further, at the same instant')
  t.strictSame(statusOf({ versions: pushed('exit_confirmed', 19), answers }), ['released', at(20)], 'further, but earlier')
  t.strictSame(statusOf({ versions: pushed('under_control', 21), answers }), ['released', at(20)], 'later, but not further')
  t.strictSame(statusOf({ versions: pushed('released', 21), answers }), ['released', at(20)], 'later, and the same')
  t.end()
})

t.test('a version that a message made says nothing of the status', (t) => {
  const made = version({ version: 2, status: 'seized', statusDated: true, statusAt: at(50), fromMessage: true })
  t.strictSame(statusOf({ versions: [version(), made], answers: [answer('01', 10)] }), ['accepted', at(10)])
  t.equal(foldDeclaration(facts({ versions: [version(), made] })).currentVersion, 2, 'yet it is the current content')
  t.end()
})

const decisionOf = (changes: Partial<DeclarationFacts>, id = 'request-1') => foldDeclaration(facts({ requests: [request()], ...changes })).decisions.get(id)

t.test('a request is pending until customs decides it', (t) => {
  t.strictSame(decisionOf({ answers: [answer('01', 10)] }), { state: 'pending', decidedAt: null })
  t.strictSame(decisionOf({ answers: [answer('01', 10), answer('11', 40, { statusCode: '77' })] }), { state: 'pending', decidedAt: null }, 'a code that is not known decides nothing')
  t.strictSame(decisionOf({ answers: [answer('01', 10), answer('11', 40, { statusCode: '39' })] }), { state: 'granted', decidedAt: at(40) })
  t.strictSame(decisionOf({ answers: [answer('01', 10), answer('11', 40, { statusCode: '41' })] }), { state: 'refused', decidedAt: at(40) })
  t.end()
})

t.test('a granted request changes the status, a refused one does not', (t) => {
  const requests = [request()]
  const granted = answer('11', 40, { statusCode: '39' })
  t.strictSame(statusOf({ requests, answers: [answer('01', 10), granted] }), ['amended', at(40)])
  t.strictSame(statusOf({ requests, answers: [answer('01', 10), answer('08', 20), granted] }), ['post_release_amended', at(40)])
  t.strictSame(statusOf({ requests, answers: [answer('01', 10), granted, answer('08', 50)] }), ['released', at(50)], 'amended before the release')
  t.strictSame(statusOf({ requests: [request({ kind: 'invalidation' })], answers: [answer('08', 20), granted] }), ['invalidated', at(40)])
  t.strictSame(statusOf({ requests, answers: [answer('01', 10), answer('11', 40, { statusCode: '41' })] }), ['accepted', at(10)])
  t.end()
})

t.test('acceptance grants the presentation of pre-lodged goods, which is no amendment', (t) => {
  const requests = [request({ kind: 'presentation' })]
  const state = foldDeclaration(facts({ versions: [version({ preLodged: true })], requests, answers: [answer('02', 10), answer('01', 40)] }))
  t.strictSame(state.decisions.get('request-1'), { state: 'granted', decidedAt: at(40) })
  t.equal(state.status, 'accepted')
  t.end()
})

t.test('the rejection of a request is not one of the declaration', (t) => {
  const requests = [request({ reference: 'REQ-1' })]
  const byReference = { requests, answers: [answer('03', 40, { lrn: 'REQ-1' })] }
  t.strictSame(statusOf(byReference), ['lodged', at(0)], 'under the reference of the request')
  t.strictSame(decisionOf(byReference), { state: 'refused', decidedAt: at(40) })
  const afterAcceptance = { requests: [request()], answers: [answer('01', 10), answer('03', 40)] }
  t.strictSame(statusOf(afterAcceptance), ['accepted', at(10)], 'after acceptance')
  t.strictSame(decisionOf(afterAcceptance), { state: 'refused', decidedAt: at(40) })
  t.end()
})

t.test('the rejection of a declaration is not one of its requests', (t) => {
  const rejected = { requests: [request()], answers: [answer('03', 40)] }
  t.strictSame(statusOf(rejected), ['rejected', at(40)])
  t.strictSame(decisionOf(rejected), { state: 'pending', decidedAt: null })
  t.strictSame(statusOf({ answers: [answer('03', 40)] }), ['rejected', at(40)])
  t.end()
})

t.test('an answer settles the request of its reference first, else the oldest', (t) => {
  const requests = [request({ id: 'request-1', reference: 'REQ-1', issuedAt: at(20) }), request({ id: 'request-2', reference: 'REQ-2', issuedAt: at(30) })]
  const decided = (lrn: string) => [...foldDeclaration(facts({ requests, answers: [answer('11', 40, { lrn, statusCode: '39' })] })).decisions].filter(([, { state }]) => state === 'granted').map(([id]) => id)
  t.strictSame(decided('REQ-2'), ['request-2'])
  t.strictSame(decided('LRN-1'), ['request-1'])
  t.end()
})

t.test('a correction by customs grants only the request that asked for all it corrects', (t) => {
  const correction = (...pointers: string[]) => answer('07', 40, { changes: pointers.map((pointer) => ({ pointer, unresolved: 'no such place' })) })
  const asks = (...changedPaths: string[]) => ({ requests: [request({ changedPaths })] })
  t.match(decisionOf({ ...asks('42A/1'), answers: [correction('42A/1', '42A/2')] }), { state: 'granted' })
  t.match(decisionOf({ ...asks('42A/1', '42A/3'), answers: [correction('42A/1')] }), { state: 'pending' }, 'not all of it was corrected')
  t.match(decisionOf({ ...asks('42A/3'), answers: [correction('42A/1')] }), { state: 'pending' }, 'another place')
  t.match(decisionOf({ ...asks(), answers: [correction('42A/1')] }), { state: 'pending' }, 'a request that names no place')
  t.end()
})

t.test('the assessment in force is the last, and at one instant the final one', (t) => {
  const assessed = (payable: string, minute: number, statusCode?: string) => answer('13', minute, { taxes: [{ itemNumber: 1, type: 'A00', payable }], ...(statusCode === undefined ? {} : { statusCode }) })
  const inForce = (...answers: AnswerFact[]) => foldDeclaration(facts({ answers })).assessedTaxes.map(({ payable }) => payable)
  t.strictSame(inForce(assessed('1', 10), assessed('2', 20)), ['2'])
  t.strictSame(inForce(assessed('2', 20), assessed('1', 10, '4')), ['2'], 'a later one replaces a final one')
  t.strictSame(inForce(assessed('1', 10, '4'), assessed('2', 10, '5')), ['1'])
  t.strictSame(inForce(assessed('2', 10), assessed('1', 10, '4')), ['1'])
  t.strictSame(inForce(), [])
  t.end()
})

t.test('customs\' day of acceptance stands before the declared one', (t) => {
  const versions = [version({ acceptedOn: '2026-03-01' })]
  t.equal(foldDeclaration(facts({ versions })).acceptedOn, '2026-03-01')
  t.equal(foldDeclaration(facts({ versions, answers: [answer('01', 10, { acceptedOn: '2026-03-02' })] })).acceptedOn, '2026-03-02')
  t.equal(foldDeclaration(facts({ versions, answers: [answer('01', 10)] })).acceptedOn, '2026-03-01', 'an acceptance without a day says none')
  t.end()
})

t.test('the MRN is that of the current version, else of another, else of an answer', (t) => {
  const answers = [answer('01', 10, { mrn: '26IT0000000000A000' })]
  t.equal(foldDeclaration(facts()).mrn, null)
  t.equal(foldDeclaration(facts({ answers })).mrn, '26IT0000000000A000')
  t.equal(foldDeclaration(facts({ answers, versions: [version({ mrn: 'OLD' }), version({ version: 2 })] })).mrn, 'OLD')
  t.equal(foldDeclaration(facts({ answers, versions: [version({ mrn: 'OLD' }), version({ version: 2, mrn: 'NEW' })] })).mrn, 'NEW')
  const versions = [version({ mrn: 'OLD' }), version({ version: 2, statusAt: at(1), mrn: 'NEW' }), version({ version: 3, statusAt: at(2) })]
  for (const order of [versions, versions.toReversed()]) t.equal(foldDeclaration(facts({ versions: order })).mrn, 'NEW', 'the latest of those that name one')
  t.end()
})

t.test('a declaration without a version is impossible; rejected and invalidated ones have ended', (t) => {
  t.throws(() => foldDeclaration(facts({ versions: [] })), /without a version/)
  t.strictSame(STATUSES.filter(hasEnded), ['rejected', 'invalidated'])
  t.end()
})
