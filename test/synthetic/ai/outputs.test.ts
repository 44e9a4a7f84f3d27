import { createHash } from 'node:crypto'
import t from 'tap'
import { drift } from '../../../src/ai-oversight/drift.ts'
import { errorWatch, outcomeDays } from '../../../src/ai-oversight/error-watch.ts'
import { MEASURES } from '../../../src/ai-oversight/measures.ts'
import { reviewGroups } from '../../../src/ai-oversight/review-groups.ts'
import { OVERSIGHT_RULES } from '../../../src/ai-oversight/rules.ts'
import { Sums } from '../../../src/ai-oversight/sums.ts'
import { Tally } from '../../../src/ai-oversight/tally.ts'
import type { Count } from '../../../src/ai-oversight/tally.ts'
import { decisionFaults } from '../../../src/ai-systems/oversight/decisions/decision.ts'
import { declaredOutputs } from '../../../src/synthetic/ai/declared-outputs.ts'
import { aiTruths } from '../../../src/synthetic/ai/ai-key.ts'
import type { MadeOutput } from '../../../src/synthetic/ai/made-output.ts'
import { streamOutputs } from '../../../src/synthetic/ai/outputs.ts'
import { plantedChecks, plantedSteps } from '../../../src/synthetic/ai/planted.ts'
import { BROKERS_CODES, CODES, ORIGINS, VALUES } from '../../../src/synthetic/ai/systems.ts'
import { dayAfter } from '../../../src/synthetic/seasons.ts'
import { setting, yearOf } from '../support.ts'
import { recordOfMade } from './records.ts'

const { trader } = setting()
const outputs = [...streamOutputs(trader)]
const declared = [...declaredOutputs(yearOf(2000), trader)]
const hashOf = (made: readonly MadeOutput[]): string => createHash('sha256').update(JSON.stringify(made)).digest('hex')
const countsOf = (made: readonly MadeOutput[]): Count[] => {
  const tally = new Tally()
  for (const one of made) tally.countRecord(recordOfMade(one))
  return tally.counts()
}

t.test('the same seed makes the same bytes, each output under a reference of its own', (t) => {
  t.equal(hashOf(outputs), hashOf([...streamOutputs(setting().trader)]))
  t.not(hashOf(outputs), hashOf([...streamOutputs(setting('another').trader)]))
  const references = [...outputs, ...declared].map(({ sent }) => `${sent.system} ${sent.reference}`)
  t.equal(new Set(references).size, references.length)
  t.end()
})

t.test('every decision is one that the service takes, and every instant lies in the year', (t) => {
  const until = new Date(`${trader.until}T23:59:59Z`)
  const at = (text: string): Date => new Date(text)
  for (const { sent: { pillar, proposal, confidence, madeAt, decision, usedAt, reference } } of [...outputs, ...declared]) {
    if (decision !== undefined) {
      const { decision: decided, finalValue, rationaleCode, rationale, blindValue } = decision
      t.strictSame(decisionFaults({ pillar, proposal, confidence, explanation: true, madeAt: at(madeAt) }, {
        decision: decided, ...(finalValue === undefined ? {} : { finalValue }), ...(rationaleCode === undefined ? {} : { rationaleCode }), ...(rationale === undefined ? {} : { rationale }), ...(blindValue === undefined ? {} : { blindValue }),
        ...(decision.explanationOpenedAt === undefined ? {} : { explanationOpenedAt: at(decision.explanationOpenedAt) }), shownAt: at(decision.shownAt), decidedAt: at(decision.decidedAt)
      }, until), [], reference)
      t.ok(usedAt === undefined || usedAt >= decision.decidedAt, `${reference} is used after it is decided`)
    }
    t.ok((usedAt ?? madeAt) <= until.toISOString(), reference)
  }
  t.end()
})

t.test('each item that names a system of the trader\'s own has its output, with the same reviewer, confidence and value', (t) => {
  const byPlace = new Map(declared.map(({ sent }) => [`${sent.declaration?.mrn ?? ''}/${sent.itemNumber ?? 0}/${sent.pillar}`, sent]))
  let [named, ofBroker] = [0, 0]
  for (const { content, planted } of yearOf(2000)) {
    if (planted !== null) continue
    for (const item of content.items) {
      for (const [pillar, use] of Object.entries(item.aiAssisted ?? {})) {
        const output = byPlace.get(`${content.mrn ?? ''}/${item.itemNumber}/${pillar}`)
        if (use.systemId === BROKERS_CODES) {
          t.equal(output, undefined)
          ofBroker++
          continue
        }
        const right = { classification: `${item.hs6 ?? ''}${item.cn2 ?? ''}${item.taric2 ?? ''}`, origin: item.originCountry, value: item.customsValue ?? item.statisticalValue }[pillar]
        t.match(output, { system: use.systemId, modelVersion: use.version, confidence: use.confidence, unit: content.orgUnitId, decision: { reviewer: use.reviewerId, decidedAt: use.reviewedAt } })
        t.equal(output?.decision?.finalValue ?? output?.proposal, right)
        named++
      }
    }
  }
  t.ok(named > 500 && ofBroker > 20, `${named} own, ${ofBroker} of the broker`)
  t.end()
})

t.test('five people at least decide in every unit', (t) => {
  const counts = countsOf(outputs)
  for (const [system, of] of Map.groupBy(counts, (count) => count.system)) t.ok(reviewGroups(of, 'unit').every(({ key }) => key !== null), system)
  t.end()
})

/** Levels of all measures, with those of one system's greatest version: the one that has most outputs. */
function called (made: readonly MadeOutput[], system: string): { measures: string[], drift: string[], watch: ReturnType<typeof errorWatch> } {
  const counts = countsOf(made).filter((count) => count.system === system)
  const versions = [...Map.groupBy(counts, ({ version }) => version).values()].toSorted((a, b) => b.length - a.length)
  const [greatest = []] = versions
  const sums = new Sums(greatest)
  const between = (from: string, to: string): Sums => new Sums(greatest.filter(({ period, counter }) => counter !== 'outcome_day' && from <= period && period <= to))
  return {
    measures: MEASURES.flatMap(({ name, of }) => {
      const { level } = of(sums, 'blind_sample', OVERSIGHT_RULES)
      return level === null || level === 'green' ? [] : [name]
    }),
    drift: drift(between('2026-01', '2026-04'), between('2026-07', '2026-10'), OVERSIGHT_RULES).flatMap(({ feature, level }) => level === 'amber' || level === 'red' ? [feature] : []),
    watch: errorWatch(outcomeDays(greatest, 'blind_sample', '2025-11-01'), OVERSIGHT_RULES)
  }
}

for (const seed of ['aeo', 'test', 'another']) {
  t.test(`with seed ${seed} measures call out what is planted, and nothing of who looks`, (t) => {
    const made = [...streamOutputs(setting(seed).trader)]
    const [codes, origins, values] = [CODES, ORIGINS, VALUES].map((system) => called(made, system))
    const driftFrom = aiTruths(trader).find(({ truth }) => truth === 'drift')?.from ?? ''
    t.strictSame([codes?.measures, codes?.drift], [['calibration_error'], ['chapter']])
    t.ok((codes?.watch.alarmOn ?? '') > driftFrom && (codes?.watch.alarmOn ?? '') < dayAfter(driftFrom, 75), `alarm on ${codes?.watch.alarmOn ?? 'no day'}`)
    // Without planted ones near-total acceptance is amber.
    t.strictSame([origins?.measures, origins?.drift, origins?.watch.level], [['decision_time', 'near_total_acceptance', 'over_acceptance'], [], 'green'])
    t.strictSame([values?.measures, values?.drift, values?.watch.level], [[], [], 'green'])
    t.end()
  })
}

t.test('what is planted looks like any other output, is wrong, and is caught by people who look', (t) => {
  const known = new Map(outputs.map(({ sent }) => [`${sent.system} ${sent.reference}`, sent]))
  const decisions = new Map(plantedSteps(trader).map((step) => [String(step['reference']), step]))
  for (const check of plantedChecks(trader) as unknown as { system: string, unit: string, from: string, to: string, proposals: { reference: string, proposal: string, rightValue: string, dueAt: string, shownWords: number, inputReference: string }[] }[]) {
    const like = outputs.find(({ sent }) => sent.system === check.system)?.sent
    for (const { reference, proposal, rightValue, dueAt, shownWords, inputReference } of check.proposals) {
      t.notOk(known.has(`${check.system} ${reference}`), reference)
      t.ok(reference.startsWith(`${check.system}/e`) && inputReference.startsWith('enquiry-') && shownWords === like?.shownWords)
      t.not(proposal, rightValue, reference)
      const step = decisions.get(reference) as unknown as { decision: string, shownAt: string, decidedAt: string }
      t.ok(check.from <= dueAt.slice(0, 10) && dueAt.slice(0, 10) <= check.to && dueAt < step.shownAt && step.shownAt < step.decidedAt, reference)
    }
  }
  const caught = (system: string): number => [...decisions].filter(([reference, { decision }]) => reference.startsWith(system) && decision === 'overridden').length
  t.strictSame([CODES, ORIGINS, VALUES].map(caught), [37, 2, 37])
  t.equal(decisions.size, 120)
  t.end()
})
