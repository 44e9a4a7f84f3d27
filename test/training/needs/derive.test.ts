import fc from 'fast-check'
import t from 'tap'
import { addDays } from '../../../src/platform/calendar.ts'
import { randomOf } from '../../../src/statistics/seeded-random.ts'
import { SHIPPED_CATALOGUE } from '../../../src/training/competence/shipped-catalogue.ts'
import { cutsOf, daysLookedAt, exposureOf, raisedCuts, spansOf, topicOf, windowOf } from '../../../src/training/needs/cuts.ts'
import type { AnsweredOn, Evidence, ExaminedIn, RaisedCut } from '../../../src/training/needs/cuts.ts'
import { deriveNeeds, nameOf } from '../../../src/training/needs/derive.ts'
import type { DerivedNeed, OpenNeed } from '../../../src/training/needs/derive.ts'
import { NEED_RULES } from '../../../src/training/needs/rules.ts'

const TODAY = '2026-12-31'
const PILLARS = SHIPPED_CATALOGUE.pillarTopics
const { from: FIRST } = daysLookedAt(NEED_RULES, TODAY)
const NOW = windowOf(NEED_RULES, TODAY, undefined)

let number = 0
const evidence = (changes: Partial<Evidence> = {}): Evidence => {
  number += 1
  return { kind: 'finding', id: `f-${number}`, unit: 'U-1', pillar: 'origin', cause: 'training', severity: 'error', on: NOW.from, decidedOn: null, declarationIds: [`d-${number}`], ...changes }
}
const some = (count: number, changes: Partial<Evidence> = {}): Evidence[] => Array.from({ length: count }, () => evidence(changes))
const IN_PAST = addDays(NOW.from, -1)
/** Another unit that errs as ever: it takes nothing away from what is found of the first, and is no reason to open a need. */
const elsewhere = (): Evidence[] => [...some(10, { unit: 'U-2' }), ...some(20, { unit: 'U-2', on: IN_PAST })]
/** As many declarations a day in each of three units, all of what was raised decided. */
const evenly: ExaminedIn = (unit, _pillar, { from, to }) => ({ declarations: (unit === null ? 30 : 10) * Math.max(0, 1 + (Date.parse(to) - Date.parse(from)) / 86_400_000), raised: 0, decided: 0 })
const never: AnsweredOn = () => undefined

const raisedOf = (all: readonly Evidence[], examinedIn: ExaminedIn = evenly, answeredOn = never): RaisedCut[] =>
  raisedCuts(NEED_RULES, cutsOf(NEED_RULES, PILLARS, all, answeredOn, TODAY), all, examinedIn)
function derive (all: readonly Evidence[], more: { open?: readonly OpenNeed[], attached?: readonly string[], examinedIn?: ExaminedIn, answeredOn?: AnsweredOn } = {}): DerivedNeed[] {
  const raised = raisedOf(all, more.examinedIn, more.answeredOn)
  return deriveNeeds(NEED_RULES, PILLARS, { evidence: all, raised, open: more.open ?? [], attached: new Set(more.attached ?? []) }, TODAY)
}

t.test('the window is the last 182 days, what it is compared with the 365 before, and it begins after the last answer', (t) => {
  t.strictSame(NOW, { from: '2026-07-03', to: TODAY })
  t.equal(FIRST, '2025-07-03')
  t.strictSame(windowOf(NEED_RULES, TODAY, '2026-07-02'), NOW, 'an answer before it changes nothing')
  t.strictSame(windowOf(NEED_RULES, TODAY, '2026-07-03'), { from: '2026-07-04', to: TODAY })
  t.strictSame(windowOf(NEED_RULES, TODAY, TODAY), { from: '2027-01-01', to: TODAY }, 'answered today: nothing is left')
  t.end()
})

t.test('training answers some causes, by the topic of the pillar or its own', (t) => {
  const cases: [pillar: string, cause: string | null, topic: string | undefined][] = [
    ['origin', 'training', 'origin'], ['trade_defence', 'clerical', 'duties_trade_defence'], ['lifecycle', 'procedure', 'declarations'], ['value', 'ai', 'ai_literacy'],
    ['origin', 'supplier', undefined], ['origin', 'system', undefined], ['origin', 'master_data', undefined], ['origin', 'broker', undefined], ['origin', null, undefined], ['unheard_of', 'training', undefined]
  ]
  for (const [pillar, cause, topic] of cases) t.equal(topicOf(NEED_RULES, PILLARS, { pillar, cause }), topic, `${pillar} ${cause}`)
  for (const pillar of ['identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle']) t.ok(topicOf(NEED_RULES, PILLARS, { pillar, cause: 'training' }), pillar)
  t.end()
})

t.test('declarations count in the share of findings that was decided', (t) => {
  const cases: [declarations: number, raised: number, decided: number, exposure: number][] = [[100, 0, 0, 100], [100, 10, 10, 100], [100, 10, 5, 50], [100, 10, 0, 0], [0, 0, 0, 0], [100, 4, 8, 100]]
  for (const [declarations, raised, decided, exposure] of cases) t.equal(exposureOf({ declarations, raised, decided }), exposure, `${decided} of ${raised}`)
  t.end()
})

t.test('a rate above the own past opens a need, and one that is not does not', (t) => {
  const [opened] = derive([...some(10), ...some(4, { on: IN_PAST }), ...elsewhere()])
  t.match(opened, { extend: null, source: 'finding', unit: 'U-1', topic: 'origin', severity: 'important', figures: [{ events: 10, exposure: 1820, comparisons: [{ against: 'own_past', events: 4, exposure: 3650 }] }] })
  const comparison = opened?.figures[0]?.comparisons[0]
  t.ok(comparison !== undefined && comparison.lower > 1 && comparison.adjustedP <= 0.05 && comparison.adjustedP >= comparison.p, 'the interval and the corrected p carry it')
  t.equal(opened?.evidence.length, 10, 'it rests on what is of the window alone')
  t.strictSame(derive([...some(10), ...some(20, { on: IN_PAST }), ...elsewhere()]), [], 'as often as before, and as elsewhere')
  t.end()
})

t.test('a rate above the rest of the company opens a need though it is that of the own past', (t) => {
  const needs = derive([...some(12), ...some(24, { on: IN_PAST }), ...some(2, { unit: 'U-2' })])
  t.match(needs, [{ unit: 'U-1', figures: [{ comparisons: [{ against: 'rest_of_company', events: 2, exposure: 3640 }] }] }])
  t.end()
})

t.test('fewer than three events conclude nothing, however rare they were', (t) => {
  const busy: ExaminedIn = (unit, pillar, span) => { const few = evenly(unit, pillar, span); return unit === 'U-1' && span.to === TODAY ? { ...few, declarations: 1 } : few }
  t.strictSame(derive(some(2), { examinedIn: busy }), [])
  t.equal(derive(some(3), { examinedIn: busy }).length, 1)
  t.end()
})

t.test('what more review found is not more errors', (t) => {
  const halfReviewedBefore: ExaminedIn = (unit, pillar, span) => ({ ...evenly(unit, pillar, span), raised: 100, decided: span.to === TODAY ? 100 : 20 })
  const all = [...some(10), ...some(4, { on: IN_PAST }), ...elsewhere()]
  t.equal(derive(all).length, 1)
  t.strictSame(derive(all, { examinedIn: halfReviewedBefore }), [])
  t.end()
})

t.test('what is wrong and was decided first is not more errors', (t) => {
  const halfReviewedNow: ExaminedIn = (unit, pillar, span) => ({ ...evenly(unit, pillar, span), raised: 100, decided: span.to === TODAY ? 20 : 100 })
  const all = [...some(10), ...some(20, { on: IN_PAST }), ...elsewhere()]
  t.strictSame(derive(all), [], 'as often as before')
  t.strictSame(derive(all, { examinedIn: halfReviewedNow }), [], 'nor five times as often because the rest is open')
  t.equal(derive([...some(30), ...some(10, { on: IN_PAST }), ...elsewhere()], { examinedIn: halfReviewedNow }).length, 1, 'more even if all that is open were right')
  t.end()
})

t.test('two findings on one declaration are one event, and a sanction on it no further one', (t) => {
  const twice = some(6).flatMap((first) => [first, evidence({ declarationIds: first.declarationIds })])
  const sanctioned = evidence({ kind: 'sanction', id: 's-1', cause: 'training', severity: 'minor', declarationIds: twice[0]?.declarationIds ?? [], decidedOn: null })
  const without = evidence({ kind: 'sanction', id: 's-2', cause: 'training', severity: 'minor', declarationIds: [], decidedOn: null })
  const found = evidence({ declarationIds: [] })
  t.equal(raisedOf([...twice, sanctioned])[0]?.events, 6)
  t.equal(raisedOf([...twice, without])[0]?.events, 7, 'a sanction about no declaration that stands here counts by itself')
  t.equal(raisedOf([...twice, found])[0]?.events, 6, 'a finding about none does not')
  t.end()
})

t.test('causes that training does not answer open nothing, and are not counted', (t) => {
  t.strictSame(derive(some(30, { cause: 'supplier' })), [])
  t.strictSame(cutsOf(NEED_RULES, PILLARS, some(3, { cause: null }), never, TODAY), [])
  t.end()
})

t.test('a sanction whose cause is training opens a need by itself, once; another cause does not', (t) => {
  const sanction = evidence({ kind: 'sanction', id: 's-3', severity: 'medium', on: '2024-01-15', decidedOn: '2026-11-02', declarationIds: [] })
  t.match(derive([sanction]), [{ source: 'sanction', severity: 'critical', topic: 'origin', evidence: [{ id: 's-3' }] }])
  t.strictSame(derive([sanction], { attached: [nameOf(sanction, 'origin')] }), [])
  t.strictSame(derive([{ ...sanction, cause: 'clerical' }]), [])
  t.match(derive([{ ...sanction, severity: 'minor', decidedOn: FIRST }]), [{ severity: 'important' }])
  t.strictSame(derive([{ ...sanction, decidedOn: addDays(FIRST, -1) }]), [], 'history that is loaded is no news')
  t.end()
})

t.test('new evidence joins the open need; the same evidence opens nothing again', (t) => {
  const all = [...some(10), ...some(4, { on: IN_PAST }), ...elsewhere()]
  const [opened] = derive(all)
  const attached = (opened?.evidence ?? []).map((each) => nameOf(each, 'origin'))
  const open: OpenNeed = { id: 'n-1', unit: 'U-1', topic: 'origin', severity: 'advisable', evidenceFrom: NOW.from }
  t.strictSame(derive(all, { open: [open], attached }), [], 'nothing is new')
  t.strictSame(derive(all, { attached }), [], 'nor does it open a second one once the first is closed')
  const late = evidence({ cause: 'clerical', severity: 'warning', on: TODAY })
  const [extended] = derive([...all, late], { open: [open], attached })
  t.match(extended, { extend: { id: 'n-1' }, evidence: [{ id: late.id }], severity: 'advisable' })
  t.match(derive([...all, late], { open: [{ ...open, severity: 'critical' }], attached }), [{ severity: 'critical' }], 'a grave need stays grave')
  t.strictSame(derive([...all, evidence({ on: IN_PAST })], { open: [open], attached }), [], 'what lies before its evidence is not of it')
  t.end()
})

t.test('what was answered is not asked again: after a closing only later errors count', (t) => {
  const errors = [...some(10), ...some(2, { on: '2026-11-15' })]
  const answeredOn: AnsweredOn = (unit, topic) => unit === 'U-1' && topic === 'origin' ? '2026-11-01' : undefined
  t.equal(derive(errors).length, 1)
  t.strictSame(derive(errors, { answeredOn }), [], 'two after the answer are too few')
  t.match(derive([...errors, ...some(6, { on: '2026-11-15' })], { answeredOn }), [{ evidence: { length: 8 }, figures: [{ now: { from: '2026-11-02' }, events: 8 }] }])
  t.end()
})

t.test('a ratio that is far above is critical', (t) => {
  t.match(derive([...some(40), ...some(2, { on: IN_PAST })]), [{ severity: 'critical' }])
  t.match(derive([...some(10, { severity: 'warning' }), ...some(4, { on: IN_PAST }), ...elsewhere()]), [{ unit: 'U-1', severity: 'advisable' }])
  t.end()
})

t.test('spans are asked for the unit, its past and the company', (t) => {
  const cuts = cutsOf(NEED_RULES, PILLARS, some(2), never, TODAY)
  t.strictSame(spansOf(cuts), [
    { unit: 'U-1', pillar: 'origin', span: NOW }, { unit: 'U-1', pillar: 'origin', span: { from: FIRST, to: IN_PAST } }, { unit: null, pillar: 'origin', span: NOW }
  ])
  t.end()
})

const anyEvidence = fc.array(fc.record({
  unit: fc.constantFrom('U-1', 'U-2', ''), pillar: fc.constantFrom('origin', 'value'), cause: fc.constantFrom('training', 'clerical', 'supplier'), day: fc.integer({ min: 0, max: 546 }), declaration: fc.integer({ min: 1, max: 60 })
}), { maxLength: 120 }).map((rows) => rows.map(({ day, declaration, ...row }, index): Evidence => ({ ...evidence({ ...row, on: addDays(FIRST, day), declarationIds: [`d-${declaration}`] }), id: `a-${index}` })))

t.test('deriving again what was derived finds nothing new, and no evidence is of two needs', async (t) => {
  await fc.assert(fc.asyncProperty(anyEvidence, async (all) => {
    const first = derive(all)
    const names = first.flatMap((need) => need.evidence.map((each) => nameOf(each, need.topic)))
    t.equal(new Set(names).size, names.length)
    const open = first.map(({ unit, topic, severity }, index): OpenNeed => ({ id: `n-${index}`, unit, topic, severity, evidenceFrom: NOW.from }))
    const again = derive(all, { open, attached: names })
    t.ok(again.every(({ extend }) => extend !== null), 'what is left of the window joins')
    const joined = again.flatMap((need) => need.evidence.map((each) => nameOf(each, need.topic)))
    t.strictSame(derive(all, { open, attached: [...names, ...joined] }), [])
    t.strictSame(derive(all, { attached: all.flatMap((each) => nameOf(each, topicOf(NEED_RULES, PILLARS, each) ?? '')) }), [], 'evidence of closed needs opens none')
  }), { numRuns: 100 })
})

t.test('where every unit errs alike, chance opens hardly a need: at most 10 of 200 companies', (t) => {
  const units = Array.from({ length: 8 }, (_, index) => `U-${index}`)
  const days = (from: string, to: string): number => 1 + (Date.parse(to) - Date.parse(from)) / 86_400_000
  const examinedIn: ExaminedIn = (unit, _pillar, { from, to }) => ({ declarations: 5 * days(from, to) * (unit === null ? units.length : 1), raised: 0, decided: 0 })
  let companies = 0
  for (let seed = 0; seed < 200; seed++) {
    const random = randomOf(`alike ${seed}`)
    const all = units.flatMap((unit) => ['origin', 'value', 'classification'].flatMap((pillar) => Array.from({ length: 547 }, (_, day) => random.uniform() < 0.03
      ? [{ ...evidence({ unit, pillar, on: addDays(FIRST, day) }) }] : []).flat()))
    if (derive(all, { examinedIn }).length > 0) companies += 1
  }
  t.ok(companies <= 10, `${companies} of 200`)
  t.end()
})

t.test('a unit whose errors became three times as many is found in most companies', (t) => {
  const units = ['U-1', 'U-2', 'U-3', 'U-4']
  const days = (from: string, to: string): number => 1 + (Date.parse(to) - Date.parse(from)) / 86_400_000
  const examinedIn: ExaminedIn = (unit, _pillar, { from, to }) => ({ declarations: 5 * days(from, to) * (unit === null ? units.length : 1), raised: 0, decided: 0 })
  let found = 0
  for (let seed = 0; seed < 100; seed++) {
    const random = randomOf(`worse ${seed}`)
    const all = units.flatMap((unit) => Array.from({ length: 547 }, (_, day) => addDays(FIRST, day)).flatMap((on) =>
      random.uniform() < (unit === 'U-1' && on >= NOW.from ? 0.12 : 0.04) ? [evidence({ unit, on })] : []))
    if (derive(all, { examinedIn }).some(({ unit }) => unit === 'U-1')) found += 1
  }
  t.ok(found >= 80, `${found} of 100`)
  t.end()
})
