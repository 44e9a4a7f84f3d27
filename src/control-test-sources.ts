import { OVERSIGHT_RULES } from './ai-oversight/rules.ts'
import { Sums } from './ai-oversight/sums.ts'
import type { Counter } from './ai-oversight/tally.ts'
import type { OperatorTx } from './platform/db/operator-tx.ts'
import * as aiSystems from './ai-systems/index.ts'
import * as declarations from './declarations/index.ts'
import * as findings from './findings/index.ts'
import * as organisation from './organisation/index.ts'
import * as risks from './risks/index.ts'
import type { TrainingFigures } from './training/index.ts'

/** What automatic tests of controls count: figures that the features keep anyway, at a cost that does not grow with what is declared. */

const CHECK_IDS = declarations.CHECKS.map(({ id }) => id)

/** @param training what competence decides. */
export const controlTestSources = (training: Pick<TrainingFigures, 'competence'>): risks.CaseSources => ({
  check_results: { by: 'day', knows: async (_tx, subject) => await Promise.resolve(subject !== null && CHECK_IDS.includes(subject)), count: countCheck },
  finding_reviews: { by: 'day', knows: async (_tx, subject) => await Promise.resolve(subject === null || isPillar(subject)), count: countReviews },
  training_coverage: { by: 'day', knows: async (tx, subject) => subject === null || (await organisation.unitExists(tx, [subject])).has(subject), count: async (tx, subject, span) => await countTrained(training, tx, subject, span) },
  ai_reviews: { by: 'month', knows: knowsSystem, count: countAiReviews },
  ai_planted_checks: { by: 'month', knows: knowsSystem, count: countPlanted }
})

type Span = Parameters<risks.CaseSources['check_results']['count']>[2]
type Counts = ReturnType<risks.CaseSources['check_results']['count']>

/** A hit that nobody decided on, or that was dismissed, says neither that the control worked nor that it failed. */
async function countCheck (tx: OperatorTx, subject: string | null, { from, to }: Span): Counts {
  const { pass = 0, hit = 0 } = (await findings.checkOutcomes(tx, CHECK_IDS, from, to)).find(({ check }) => check === subject) ?? {}
  // What was confirmed and put right since is a pass by now.
  const failed = Math.min(hit, await findings.confirmedDeclarations(tx, subject ?? '', { from, to }))
  return risks.casesOf({ passed: pass, failed, unjudged: hit - failed })
}

const isPillar = (subject: string): boolean => (risks.PILLARS as readonly string[]).includes(subject)

async function countReviews (tx: OperatorTx, subject: string | null, span: Span): Counts {
  const windows = await findings.reviewedInWindows(tx, risks.PILLARS.filter((pillar) => subject === null || pillar === subject).map((pillar) => ({ unit: null, pillar, ...span })))
  const raised = windows.reduce((sum, window) => sum + window.raised, 0)
  const decided = windows.reduce((sum, window) => sum + window.decided, 0)
  return risks.casesOf({ passed: decided, failed: raised - decided })
}

/** A unit of few people has no row of its own, so that nobody is counted out. */
async function countTrained (training: Pick<TrainingFigures, 'competence'>, tx: OperatorTx, subject: string | null, span: Span): Counts {
  const rows = await training.competence(tx, { points: [span], dimensions: [subject === null ? 'all' : 'unit'] })
  const row = rows.find(({ key }) => key === (subject ?? ''))
  const [people, covered] = [Number(row?.['people'] ?? 0), Number(row?.['covered'] ?? 0)]
  return risks.casesOf({ passed: covered, failed: people - covered })
}

const knowsSystem = async (tx: OperatorTx, subject: string | null): Promise<boolean> => subject === null || await aiSystems.isSystemCode(tx, subject)

async function oversightSums (tx: OperatorTx, subject: string | null, { from, to }: Span, counters: readonly Counter[]): Promise<Sums> {
  return new Sums(await aiSystems.oversightTotals(tx, { from: from.slice(0, 7), to: to.slice(0, 7), system: subject ?? undefined, counters }))
}

/** What a rule lets through unread was not meant to be reviewed: it is neither. */
async function countAiReviews (tx: OperatorTx, subject: string | null, span: Span): Counts {
  const sums = await oversightSums(tx, subject, span, ['use'])
  return risks.casesOf({ passed: sums.count('use', 'reviewed'), failed: sums.count('use', 'reviewed_without_competence') + sums.count('use', 'unreviewed'), unjudged: sums.count('use', 'unreviewed_by_rule') })
}

/** Of few reviewers nothing is told: it would be a figure of each. */
async function countPlanted (tx: OperatorTx, subject: string | null, span: Span): Counts {
  const sums = await oversightSums(tx, subject, span, ['planted', 'reviewer'])
  if (sums.reviewers < OVERSIGHT_RULES.leastReviewers) return undefined
  const missed = sums.count('planted', 'accepted')
  return risks.casesOf({ passed: sums.count('planted') - missed, failed: missed })
}
