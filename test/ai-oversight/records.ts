import fc from 'fast-check'
import { DECISIONS, OUTCOME_SOURCES } from '../../src/ai-oversight/record.ts'
import type { Decision, Outcome, OversightRecord, ProposedLine, Review } from '../../src/ai-oversight/record.ts'
import { Sums } from '../../src/ai-oversight/sums.ts'
import { Tally } from '../../src/ai-oversight/tally.ts'
import type { Count, Counter } from '../../src/ai-oversight/tally.ts'

export const review = (over: Partial<Review> = {}): Review =>
  ({ decision: 'accepted', reviewer: 'r1', seconds: 40, referenceSeconds: 12, readingSeconds: 10, explanationOpened: true, rationale: null, ...over })

export const outcome = (over: Partial<Outcome> = {}): Outcome =>
  ({ source: 'blind_sample', knownOn: '2026-05-04', proposalRight: true, finalRight: true, blindRight: null, digits: null, ...over })

export const record = (over: Partial<OversightRecord> = {}): OversightRecord => ({
  system: 'classifier-1', version: '4.2', pillar: 'classification', unit: 'IMP', madeOn: '2026-03-09', approved: true, confidence: 0.9, features: { chapter: '84' }, planted: false,
  use: 'reviewed', review: review(), outcomes: [], secondReview: null, ...over
})

export const line = (over: Partial<ProposedLine> = {}): ProposedLine =>
  ({ proposedBy: 'human', system: '', version: '', pillar: 'classification', unit: 'IMP', acceptedOn: '2026-03-09', handler: 'h1', raised: 0, decided: 0, wrong: false, ...over })

export const planted = (decision: Decision | null, over: Partial<OversightRecord> = {}): OversightRecord =>
  record({ planted: true, use: 'not_used', review: decision === null ? null : review({ decision }), ...over })

/** Totals of a single cell, as measures read them. */
export function sumsOf (bins: Partial<Record<Counter, Readonly<Record<string, number>>>>, reviewers = 5): Sums {
  const people = Object.fromEntries(Array.from({ length: reviewers }, (_, index) => [`p${index}`, 1]))
  const counters = Object.entries({ reviewer: people, ...bins }) as [Counter, Record<string, number>][]
  return new Sums(counters.flatMap(([counter, counts]) => Object.entries(counts).map(([bin, count]): Count =>
    ({ system: 's', version: '1', pillar: 'classification', unit: 'U', period: '2026-03', counter, bin, count }))))
}

export function countsOf (records: readonly OversightRecord[], lines: readonly ProposedLine[] = []): Count[] {
  const tally = new Tally()
  for (const one of records) tally.countRecord(one)
  for (const one of lines) tally.countLine(one)
  return tally.counts()
}

export const near = (value: number | null | undefined, expected: number, digits = 1e-9): boolean => value != null && Math.abs(value - expected) <= digits

const day = fc.integer({ min: 1, max: 28 }).chain((of) => fc.constantFrom('03', '04').map((month) => `2026-${month}-${String(of).padStart(2, '0')}`))
const seconds = fc.option(fc.double({ min: 0, max: 200_000, noNaN: true }))

const anyReview = fc.record<Review>({
  decision: fc.constantFrom(...DECISIONS), reviewer: fc.constantFrom('r1', 'r2', 'r3'), seconds, referenceSeconds: seconds, readingSeconds: seconds,
  explanationOpened: fc.option(fc.boolean()), rationale: fc.option(fc.integer({ min: 0, max: 3 }))
})

const anyOutcomes = fc.uniqueArray(fc.record<Outcome>({
  source: fc.constantFrom(...OUTCOME_SOURCES), knownOn: day, proposalRight: fc.boolean(), finalRight: fc.option(fc.boolean()), blindRight: fc.option(fc.boolean()),
  digits: fc.option(fc.integer({ min: 0, max: 10 }))
}), { selector: ({ source }) => source, maxLength: 3 })

/** Any record that can be. */
export const anyRecord: fc.Arbitrary<OversightRecord> = fc.record<OversightRecord>({
  system: fc.constantFrom('a', 'b'), version: fc.constantFrom('1', '2'), pillar: fc.constantFrom('classification', 'origin'), unit: fc.constantFrom('', 'IMP'), madeOn: day, approved: fc.boolean(),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })), features: fc.dictionary(fc.constantFrom('chapter', 'language'), fc.constantFrom('84', 'de', 'other')),
  planted: fc.boolean(), use: fc.constantFrom('not_used', 'reviewed', 'unreviewed', 'unreviewed_by_rule'), review: fc.option(anyReview), outcomes: anyOutcomes,
  secondReview: fc.option(fc.record({ first: fc.constantFrom('84', '85'), second: fc.constantFrom('84', '85') }))
}).map((any) => ({
  ...any,
  use: any.planted || (any.use === 'reviewed' && any.review === null) ? 'not_used' : any.use,
  outcomes: any.planted ? [] : any.outcomes.map((one) => any.review?.decision === 'accepted' && one.finalRight !== null ? { ...one, finalRight: one.proposalRight } : one)
}))
