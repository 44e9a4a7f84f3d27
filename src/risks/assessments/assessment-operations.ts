import { v7 as uuidV7 } from 'uuid'
import type { Principal } from '../../platform/access.ts'
import { addDays, addMonths, utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, INSTANT_KEY, openCursor, sealCursor, UUID_KEY } from '../../platform/http/pages.ts'
import { decidedBefore, decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Fault } from '../../platform/problem.ts'
import { SIMULATIONS } from '../assess/simulations.ts'
import type { RiskDeps } from '../deps.ts'
import { readRiskInputs } from '../evidence/read-risk-inputs.ts'
import type { EvidenceScope, RiskInputs } from '../evidence/risk-evidence.ts'
import { nothingToAssess, riskAssessmentNotFound } from '../problems.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { dayFaults, refuseFaults, siteFaults } from '../stated-names.ts'
import { putAway, shown } from '../words/frozen-words.ts'
import { sealedFacts } from '../words/sealed-stage.ts'
import type { AssessedInputs, AssessedRisk } from './assessed-risks.ts'
import { assessInputs } from './assess-inputs.ts'
import type { factsRead, KeptAssessment, KeptFigures, Result } from './assessment.ts'
import * as store from './assessment-store.ts'
import { keepAssessment } from './keep-assessment.ts'
import { withWordsNow } from './words-now.ts'
import type { NewAssessmentInput } from './schemas.ts'
import { assessmentToWire } from './wire.ts'

/** Assessing all risks in scope, and reading what was assessed. */

const ROUTE = 'POST /v1/risk-assessments'
type Deps = Pick<RiskDeps, 'db' | 'clock' | 'evidence' | 'knownSites' | 'simulations' | 'holds'>

/**
 * What is read is read at once; years are simulated while no transaction waits, and what came of it is kept in another. It is an assessment
 * of what stood when it was read, and says so.
 *
 * @throws invalid-request; nothing-to-assess; overloaded, simulation-too-long.
 */
export async function assessScope (deps: Deps, principal: Principal, input: NewAssessmentInput, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  const { db, clock } = deps
  const request = { db, principal, scope: WRITE, route: ROUTE, idempotencyKey, input, clock } as const
  const before = await decidedBefore(request)
  if (before !== undefined) return before
  const scope = scopeOf(input.scope ?? {}, utcDay(clock()))
  refuseFaults(scopeFaults(scope))
  const id = uuidV7()
  const assessed = await assess(deps, principal, scope, input.seed ?? id)
  return await decideOnce(request, async (tx) => await keep(tx, deps, principal, id, input.reason, assessed))
}

/** The place among the simulations is asked for first: where too many wait already, nothing is read. */
async function assess (deps: Deps, principal: Principal, scope: EvidenceScope, seed: string): Promise<AssessedInputs> {
  const place = (deps.simulations ?? SIMULATIONS).keepPlace(principal.operatorId)
  try {
    const facts = await readFacts(deps, principal, scope)
    if (facts.risks.length === 0) throw nothingToAssess('No risk in this scope has inputs.', { unscored: facts.unscored.length })
    return await assessInputs(facts, { seed, operatorId: principal.operatorId }, place)
  } finally {
    place.giveBack()
  }
}

async function readFacts (deps: Deps, principal: Principal, scope: EvidenceScope): Promise<RiskInputs> {
  return await withOperatorReadOnly(deps.db, principal, WRITE, async (tx) => {
    await tx.query('set transaction isolation level repeatable read')
    refuseFaults(await siteFaults(tx, deps, scope.sites.map((code, index) => ({ pointer: `/scope/sites/${index}`, code }))))
    return await readRiskInputs(tx, deps.evidence, scope)
  }, deps.clock)
}

/** Words as they stand by now: what was erased while the years were simulated is not kept again. */
async function keep (tx: OperatorTx, { holds }: Deps, principal: Principal, id: string, reason: string, assessed: AssessedInputs): Promise<StoredAnswer> {
  await holds.share(tx)
  const current = await withWordsNow(tx, assessed)
  const sealed = await putAway(tx, null, (put) => sealedFacts(current, put))
  const kept = await keepAssessment(tx, { id, reason, recordedBy: await resolveActor(tx.query, tx.operatorId, principal.subject) }, sealed)
  return { status: 201, headers: { location: `/v1/risk-assessments/${id}` }, body: JSON.stringify(assessmentToWire(kept)) }
}

/** The last twelve months of everything, but for what is stated. Lists in order, so that equal scopes are equal texts. */
const scopeOf = ({ sites = [], procedures = [], pillars = [], from, to }: NonNullable<NewAssessmentInput['scope']>, today: string): EvidenceScope => {
  const last = to ?? today
  return { sites: sites.toSorted(), procedures: procedures.toSorted(), pillars: pillars.toSorted(), from: from ?? addDays(addMonths(last, -MONTHS), 1), to: last }
}
const MONTHS = 12

function scopeFaults ({ from, to }: EvidenceScope): Fault[] {
  const impossible = [...dayFaults('/scope/from', from), ...dayFaults('/scope/to', to)]
  return impossible.length > 0 || from <= to ? impossible : [{ pointer: '/scope/to', detail: `is before ${from}, the first day`, hint: 'Give a day from then on' }]
}

/** @throws risk-assessment-not-found. */
export function findAssessment ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, id: string): Promise<KeptAssessment> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await existing(tx, id))
}

/** Last first. */
export function listAssessments ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: KeptAssessment[], nextCursor: string | null }> {
  const [recordedAt, id] = cursor === undefined ? [] : openCursor('risk assessments', cursor, [INSTANT_KEY, UUID_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listAssessments(tx, most, recordedAt === undefined || id === undefined ? undefined : { recordedAt, id }))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor('risk assessments', [last.recordedAt.toISOString(), last.id]) : null }
  })
}

/** Of every risk in it, by code. @throws risk-assessment-not-found. */
export function listFigures ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, id: string): Promise<KeptFigures[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    await existing(tx, id)
    return await store.figuresIn(tx, id)
  })
}

/** One risk with all that its figures are made of, as it was stored. @throws risk-assessment-not-found, also of a risk that is not in it. */
export function findAssessedRisk ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, id: string, code: string): Promise<AssessedRisk> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const texts = await store.findTexts(tx, id)
    if (texts === undefined) throw riskAssessmentNotFound(NONE)
    const facts = (JSON.parse(texts.facts) as ReturnType<typeof factsRead>).risks.find((risk) => risk.code === code)
    const result = (JSON.parse(texts.result) as Result).risks.find((risk) => risk.code === code)
    if (facts === undefined || result === undefined) throw riskAssessmentNotFound('The risk was not assessed in it.')
    return { ...await shown(tx, facts), ...result }
  })
}

const NONE = 'There is no assessment of this id.'

async function existing (tx: OperatorTx, id: string): Promise<KeptAssessment> {
  const found = await store.findAssessment(tx, id)
  if (found === undefined) throw riskAssessmentNotFound(NONE)
  return found
}
