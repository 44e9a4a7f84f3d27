import pg from 'pg'
import t from 'tap'
import { positionOf } from '../../src/declarations/index.ts'
import { lookAgain } from '../../src/declarations/examination/examination-jobs.ts'
import { outcomeAt } from '../../src/declarations/examination/outcome-letters.ts'
import { testApp } from '../support/app.ts'
import { declaration, item } from '../support/facts.ts'
import { testDatabase } from '../support/postgres.ts'
import { bearer, TEST_OPERATOR } from '../support/tokens.ts'

/**
 * A past declaration is judged by the goods decision, the authorisation, the mandate and the training that held on its day, on both sides of each
 * boundary: the facts are recorded and the declarations pushed by the API, and nothing stands in for a feature.
 */

const database = await testDatabase(t)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })
const { app, db, examiner } = await testApp(t, database.appUrl)

async function call (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object): Promise<Record<string, unknown>> {
  const answer = await app.inject({ method, url: `/v1${url}`, headers: { ...bearer(), 'if-match': '*' }, ...(payload === undefined ? {} : { payload }) })
  if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.body}`)
  return answer.json<Record<string, unknown>>()
}
const record = async (url: string, payload: object): Promise<string> => String((await call('POST', url, payload))['id'])

let serial = 0
const push = async (changes: object): Promise<string> => String((await call('POST', '/declarations', declaration({ lrn: `DAY-${++serial}`, ...changes })))['declarationId'])

async function outcomesOf (ids: readonly string[], check: string): Promise<string[]> {
  const { rows } = await superuser.query<{ id: string, outcomes: string }>('select declaration_id as id, outcomes from aeo.examinations where declaration_id = any($1) and counted', [ids])
  return ids.map((id) => outcomeAt(rows.find((row) => row.id === id)?.outcomes ?? '', positionOf(check) ?? -1) ?? 'none')
}

async function examineAgain (check: string): Promise<void> {
  await call('POST', '/checks/runs', { from: '2026-01-01', to: '2026-12-31', reason: 'Again', only: { checks: [check] } })
  await lookAgain({ db, examiner, clock: () => new Date() })
}

interface Case {
  /** What is recorded before anything is declared. */
  readonly before: () => Promise<unknown>
  readonly declared: object
  readonly wanted: Readonly<Record<string, string>>
  /** What is recorded after it was declared and examined, and what is then found in what was declared. */
  readonly later?: { readonly record: () => Promise<unknown>, readonly wanted: Readonly<Record<string, string>> }
}

function judged (name: string, check: string, { before, declared, wanted, later }: Case): void {
  t.test(`${check}: ${name}`, async (t) => {
    await before()
    const days = Object.keys(wanted)
    const ids = await Promise.all(days.map(async (acceptanceDate) => await push({ acceptanceDate, ...declared })))
    const outcomes = async (): Promise<Record<string, string>> => {
      const found = await outcomesOf(ids, check)
      return Object.fromEntries(days.map((day, index) => [day, found[index] ?? 'none']))
    }
    t.strictSame(await outcomes(), wanted, 'when it is pushed, months later')
    await examineAgain(check)
    t.strictSame(await outcomes(), wanted, 'and when it is examined again')
    if (later === undefined) return
    await later.record()
    await examineAgain(check)
    t.strictSame(await outcomes(), later.wanted, 'and when the facts were recorded only afterwards')
  })
}

/* Goods */

const decided = { decidedBy: 'P-1', decidedOn: '2025-12-01', approvedBy: 'P-2', approvedOn: '2025-12-02' }
const ofGoods = (goodsRef: string, more: object = {}): object => ({ items: [item({ goodsRef, ...more })] })
const goods = async (goodsRef: string, facts: object): Promise<string> => await record('/goods', { goodsRef, roles: ['imported'], activeFrom: '2020-01-01', ...facts })
const code = (value: string, validFrom: string, more: object = {}): object => ({ direction: 'import', code: value, validFrom, ...decided, ...more })

judged('the last day of a code decision and the first of the next, whatever is decided later for later days', 'CLA-04', {
  before: async () => await goods('G-1', { codeDecisions: [code('8518300090', '2026-01-01', { validTo: '2026-03-02' }), code('8518300020', '2026-03-03')] }),
  declared: ofGoods('G-1'),
  wanted: { '2026-01-01': 'pass', '2026-03-02': 'pass', '2026-03-03': 'hit' },
  later: {
    record: async () => await call('POST', '/goods/G-1/code-decisions', code('8518300090', '2026-06-01')),
    wanted: { '2026-01-01': 'pass', '2026-03-02': 'pass', '2026-03-03': 'hit' }
  }
})

judged('goods without a decision, and a backdated one', 'CLA-05', {
  before: async () => await goods('G-2', { codeDecisions: [code('8518300090', '2026-03-03')] }),
  declared: ofGoods('G-2'),
  wanted: { '2026-03-02': 'hit', '2026-03-03': 'pass' },
  later: { record: async () => await call('POST', '/goods/G-2/code-decisions', code('8518300090', '2026-03-02', { validTo: '2026-03-02' })), wanted: { '2026-03-02': 'pass', '2026-03-03': 'pass' } }
})

judged('the first and the last day of the extended use of a ruling', 'CLA-06', {
  before: async () => await goods('G-3', { rulings: [{ reference: 'DEBTI1/26', code: '8518300090', validFrom: '2026-01-02', validTo: '2028-12-31', lostOn: '2026-02-01', lostBecause: 'revoked', extendedUseUntil: '2026-04-30' }] }),
  declared: ofGoods('G-3'),
  wanted: { '2026-01-01': 'not_applicable', '2026-01-02': 'hit', '2026-02-01': 'hit', '2026-04-30': 'hit', '2026-05-01': 'not_applicable' }
})

judged('the first and the last day of a royalty', 'VAL-11', {
  before: async () => await goods('G-4', { valueElements: [{ kind: 'royalty', validFrom: '2026-03-01', validTo: '2026-03-31' }] }),
  declared: ofGoods('G-4'),
  wanted: { '2026-02-28': 'pass', '2026-03-01': 'hit', '2026-03-31': 'hit', '2026-04-01': 'pass' }
})

judged('the last day of a licence', 'LIC-03', {
  before: async () => await record('/licences', { reference: 'AGRIM-1', type: 'L001', validUntil: '2026-03-02', authorisedQuantity: '100', unit: 'KGM' }),
  declared: { items: [item({ documents: [{ type: 'L001', reference: 'AGRIM-1' }] })] },
  wanted: { '2026-03-02': 'pass', '2026-03-03': 'hit' }
})

/* Authorisations; one type each, because any valid one of a type serves a declaration. */

const authorisation = async (type: string, changes: object = {}): Promise<string> =>
  await record('/authorisations', { type, reference: `IT${type}1`, holderEori: TEST_OPERATOR, decisionDate: '2026-02-02', terms: { effectiveTo: null }, ...changes })
const decide = async (id: string, kind: string, decisionDate: string, more: object = {}): Promise<unknown> => await call('POST', `/authorisations/${id}/decisions`, { kind, decisionDate, ...more })
const under = (requestedProcedure: string): object => ({ items: [item({ requestedProcedure })] })
const named = (type: string): object => ({ authorisations: [{ type, reference: `IT${type}1`, holder: TEST_OPERATOR }] })

judged('the first and the last day of an authorisation', 'PRO-02', {
  before: async () => await authorisation('IPO', { terms: { effectiveTo: '2026-05-31' } }),
  declared: under('51'),
  wanted: { '2026-02-01': 'hit', '2026-02-02': 'pass', '2026-05-31': 'pass', '2026-06-01': 'hit' }
})

judged('the first and the last day of a suspension', 'PRO-02', {
  before: async () => { await decide(await authorisation('TEA'), 'suspended', '2026-03-01', { effectiveFrom: '2026-03-02', effectiveTo: '2026-03-10' }) },
  declared: under('53'),
  wanted: { '2026-03-01': 'pass', '2026-03-02': 'hit', '2026-03-10': 'hit', '2026-03-11': 'pass' }
})

judged('a suspension that is ended by decision', 'PRO-02', {
  before: async () => {
    const id = await authorisation('EUS')
    await decide(id, 'suspended', '2026-03-02')
    await decide(id, 'suspension_ended', '2026-03-20')
  },
  declared: under('44'),
  wanted: { '2026-03-01': 'pass', '2026-03-02': 'hit', '2026-03-19': 'hit', '2026-03-20': 'pass' }
})

let granted = ''
judged('a revocation, and an annulment that reaches back to the grant', 'PRO-02', {
  before: async () => { granted = await authorisation('CWP'); await decide(granted, 'revoked', '2026-04-01', { effectiveFrom: '2026-04-15' }) },
  declared: under('71'),
  wanted: { '2026-02-01': 'hit', '2026-02-02': 'pass', '2026-04-14': 'pass', '2026-04-15': 'hit' },
  later: { record: async () => await decide(granted, 'annulled', '2026-05-01'), wanted: { '2026-02-01': 'hit', '2026-02-02': 'hit', '2026-04-14': 'hit', '2026-04-15': 'hit' } }
})

judged('an amendment that covers the goods from its day', 'PRO-02', {
  before: async () => { await decide(await authorisation('OPO', { terms: { effectiveTo: null, scope: { goodsCodes: ['8517'] } } }), 'amended', '2026-03-02', { terms: { scope: { goodsCodes: ['8517', '8518'] } } }) },
  declared: { declarationType: 'EX', ...under('21') },
  wanted: { '2026-03-01': 'hit', '2026-03-02': 'pass' }
})

let corrected = ''
judged('an authorisation that is named, and whose grant is corrected for the past', 'PRO-03', {
  before: async () => { corrected = await authorisation('DPO') },
  declared: named('DPO'),
  wanted: { '2026-02-01': 'hit', '2026-02-02': 'pass', '2026-02-09': 'pass' },
  later: { record: async () => await decide(corrected, 'granted', '2026-02-02', { effectiveFrom: '2026-02-09', replaces: 1 }), wanted: { '2026-02-01': 'hit', '2026-02-02': 'hit', '2026-02-09': 'pass' } }
})

judged('simplified declarations from the day of their authorisation', 'PRO-04', {
  before: async () => await authorisation('SDE', { decisionDate: '2026-03-02' }),
  declared: { additionalType: 'C' },
  wanted: { '2026-03-01': 'hit', '2026-03-02': 'pass' }
})

/* Mandates */

const lodgedBy = (eori: string, more: object = {}): object => ({ representative: { eori, status: '2' }, ...more })
async function mandate (representative: string, changes: object = {}): Promise<string> {
  await record('/representatives', { eori: representative, name: 'Spedition', kind: 'customs_representative' })
  return await record('/mandates', { representative, representation: 'direct', validFrom: '2026-02-02', ...changes })
}

judged('the first and the last day of a mandate', 'PRO-13', {
  before: async () => await mandate('DE1001', { validTo: '2026-05-31' }),
  declared: lodgedBy('DE1001'),
  wanted: { '2026-02-01': 'hit', '2026-02-02': 'pass', '2026-05-31': 'pass', '2026-06-01': 'hit' }
})

let revocable = ''
judged('a mandate that is revoked, which is recorded later', 'PRO-13', {
  before: async () => { revocable = await mandate('DE1002') },
  declared: lodgedBy('DE1002'),
  wanted: { '2026-03-01': 'pass', '2026-03-02': 'pass' },
  later: { record: async () => await call('PATCH', `/mandates/${revocable}`, { revokedOn: '2026-03-02' }), wanted: { '2026-03-01': 'pass', '2026-03-02': 'hit' } }
})

judged('a mandate for another direction, and one that covers this one from its day', 'PRO-13', {
  before: async () => { await mandate('DE1003', { directions: ['export'] }); await record('/mandates', { representative: 'DE1003', representation: 'direct', directions: ['import'], procedures: ['40'], validFrom: '2026-03-02' }) },
  declared: lodgedBy('DE1003'),
  wanted: { '2026-03-01': 'hit', '2026-03-02': 'pass' }
})

/* Training */

const proposed = (reviewerId: string): object => ({ items: [item({ aiAssisted: { classification: { systemId: 'AI-1', reviewerId } } })] })
const trained = async (person: string, completedOn: string, more: object = {}): Promise<string> => await record('/training/records', { reference: `${person} ${completedOn}`, person, topic: 'classification', level: 2, completedOn, result: 'passed', ...more })
const employ = async (pseudonym: string): Promise<string> => await record('/people', { pseudonym, employmentKind: 'employee' })

judged('the first and the last day of the training of who decided a proposal, and a refresher that is recorded later', 'CLA-11', {
  before: async () => { await employ('R-1'); await trained('R-1', '2025-03-02') },
  declared: proposed('R-1'),
  wanted: { '2025-03-01': 'hit', '2025-03-02': 'pass', '2026-03-02': 'pass', '2026-03-03': 'hit' },
  later: { record: async () => await trained('R-1', '2026-03-03'), wanted: { '2025-03-01': 'hit', '2025-03-02': 'pass', '2026-03-02': 'pass', '2026-03-03': 'pass' } }
})

let withdrawn = ''
judged('a certificate that is withdrawn, which is recorded later', 'CLA-11', {
  before: async () => { await employ('R-2'); withdrawn = await trained('R-2', '2026-01-15') },
  declared: proposed('R-2'),
  wanted: { '2026-03-01': 'pass', '2026-03-02': 'pass' },
  later: { record: async () => await call('POST', `/training/records/${withdrawn}/revoke`, { from: '2026-03-02', reason: 'Withdrawn' }), wanted: { '2026-03-01': 'pass', '2026-03-02': 'hit' } }
})

judged('a level that the position asks from the day on which it is held', 'CLA-11', {
  before: async () => {
    await employ('R-3')
    await trained('R-3', '2026-01-15')
    await record('/units', { code: 'CUS', name: 'x', validFrom: '2020-01-01' })
    await record('/positions', { code: 'SPEC', title: 'x', unit: 'CUS', responsibilities: ['customs_specialist'], validFrom: '2020-01-01' })
    await record('/assignments', { person: 'R-3', position: 'SPEC', validFrom: '2026-03-02', ftePercent: 100 })
  },
  declared: proposed('R-3'),
  wanted: { '2026-03-01': 'pass', '2026-03-02': 'hit' },
  later: { record: async () => await trained('R-3', '2026-03-01', { level: 3 }), wanted: { '2026-03-01': 'pass', '2026-03-02': 'pass' } }
})

judged('somebody of whom no training is known, once training is kept', 'CLA-11', { before: async () => await Promise.resolve(), declared: proposed('R-9'), wanted: { '2026-03-02': 'hit' } })
