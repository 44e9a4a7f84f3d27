import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { authorisationNotFound } from '../problems.ts'
import { QUESTIONS_RELEASE, touchedQuestions } from '../questions.ts'
import type { Condition, TouchedQuestion } from '../questions.ts'
import { decisionsOf, findAuthorisations } from '../store.ts'
import type { RecordedDecision } from '../model.ts'
import { NO_SCOPE } from '../terms.ts'
import type { Scope } from '../terms.ts'
import type { AuthorisationDeps } from './deps.ts'

/** What a change of an authorisation touches: declarations that used it, its goods, answers of the self-assessment. */

export interface Impact {
  readonly authorisationId: string
  readonly from: string
  readonly to: string
  readonly declarations: number
  readonly items: number
  readonly goodsCodes: readonly string[]
  readonly sites: readonly string[]
  /** Queries that list declarations of its goods and procedures in the period; whoever of them used another authorisation is among them. */
  readonly lists: readonly { readonly by: string, readonly href: string }[]
  readonly questions: readonly TouchedQuestion[]
  readonly questionsRelease: string
}

export interface ImpactAsked { readonly from?: string | undefined, readonly to?: string | undefined, readonly decision?: number | undefined }

/**
 * Of the whole authorisation, or of one decision: then from its day on, and of the conditions that it states.
 *
 * @throws authorisation-not-found; invalid-request for an impossible period or a decision that is not on record.
 */
export function findImpact ({ db, clock, referenceUse }: AuthorisationDeps, principal: Principal, id: string, asked: ImpactAsked): Promise<Impact> {
  refuseImpossibleDays(asked)
  return withOperatorReadOnly(db, principal, 'authorisations:read', async (tx) => {
    const to = asked.to ?? utcDay(tx.at)
    const [authorisation] = await findAuthorisations(tx, [id], to)
    if (authorisation === undefined) throw authorisationNotFound('No authorisation of yours has this id.')
    const decision = asked.decision === undefined ? undefined : named(await decisionsOf(tx, [id]), asked.decision)
    const from = asked.from ?? decision?.effectiveFrom ?? authorisation.effectiveFrom ?? to
    const scope = authorisation.terms?.scope ?? NO_SCOPE
    const uses = from > to ? [] : await referenceUse(tx, { kind: 'authorisation', references: [authorisation.reference], from, to })
    return {
      authorisationId: id, from, to,
      declarations: uses.reduce((sum, { declarations }) => sum + declarations, 0), items: uses.reduce((sum, { items }) => sum + items, 0),
      goodsCodes: scope.goodsCodes, sites: scope.sites, lists: listsOf(scope, from, to),
      questions: touchedQuestions(authorisation.type, conditionsOf(scope, decision), decision?.kind), questionsRelease: QUESTIONS_RELEASE
    }
  }, clock)
}

function named (decisions: readonly RecordedDecision[], number: number): RecordedDecision {
  const decision = decisions.find((each) => each.number === number)
  if (decision === undefined) throw invalidRequest('The query of the request is not valid.', { errors: [{ pointer: '/decision', detail: 'is no decision on record', hint: 'GET /v1/authorisations/{id}/decisions lists them' }] })
  return decision
}

/** Those that the decision states, else those that limit the authorisation. */
function conditionsOf (scope: Scope, decision: RecordedDecision | undefined): Condition[] {
  if (decision === undefined) return (Object.keys(scope) as (keyof Scope)[]).filter((name) => limits(scope[name]))
  const { scope: stated, effectiveToProposed: _proposed, ...others } = decision.terms ?? {}
  return [...Object.keys(others), ...Object.keys(stated ?? {})] as Condition[]
}

const limits = (value: Scope[keyof Scope]): boolean => Array.isArray(value) ? value.length > 0 : value !== null && value !== false

function listsOf ({ procedures, goodsCodes }: Scope, from: string, to: string): Impact['lists'] {
  const list = (by: string, filter: Record<string, string>) => ({ by, href: `/v1/declarations?${new URLSearchParams({ from, to, ...filter })}` })
  return [...procedures.map((procedure) => list(`procedure ${procedure}`, { procedure })), ...goodsCodes.map((code) => list(`goods ${code}`, { commodityCode: code }))]
}
