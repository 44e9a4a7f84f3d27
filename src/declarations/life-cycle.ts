import type { DeclarationStatus } from './data-elements.ts'
import { ACCEPTED, ANSWER_STATUS, CORRECTED, GRANTED_CODES, INVALIDATED, isRelease, issueDay, REFUSED_CODES, REJECTED, REQUEST_DECIDED, TAXED } from './customs-message.ts'
import { changePath } from './formats/wco-changes.ts'
import { canonicalJson } from '../platform/log/canonical-json.ts'
import type { AssessedTax, CustomsAnswer, RequestKind } from './customs-message.ts'

/**
 * The state of a declaration from everything known about it: versions pushed, requests made, answers received.
 *
 * A fold over facts, whatever order they arrived in: two systems that see the same messages in another order
 * come to the same state, and the state at an earlier moment is the fold over what was known then.
 */

/** How far along its life a status is; a later answer never takes a declaration back (UCC 171 to 174, 194, 215). */
const PROGRESS: Record<DeclarationStatus, number> = {
  draft: 0, pre_lodged: 1, lodged: 2, accepted: 3, under_control: 4, amended: 5, released: 6, supplementary_due: 7,
  post_release_amended: 8, exit_confirmed: 9, discharged: 9, completed: 9, expired: 10, cancelled: 10, rejected: 10, seized: 11, invalidated: 12
}
const ENDED: ReadonlySet<DeclarationStatus> = new Set(['rejected', 'invalidated'])
export const hasEnded = (status: DeclarationStatus): boolean => ENDED.has(status)

export interface VersionFact {
  readonly version: number
  readonly status: DeclarationStatus
  /** Whether the sender dated the status, or statusAt is the receipt. */
  readonly statusDated: boolean
  readonly statusAt: Date
  readonly receivedAt: Date
  /** Declared before the goods are presented (additional types D, E, F, K). */
  readonly preLodged: boolean
  /** Made by a granted request or a correction of customs, not by a push. */
  readonly fromMessage: boolean
  /** Declared acceptance, a day that exists, or null. */
  readonly acceptedOn: string | null
  readonly mrn: string | null
}

export interface AnswerFact {
  readonly id: string
  readonly issuedAt: Date
  readonly receivedAt: Date
  readonly answer: CustomsAnswer
}

export interface RequestFact {
  readonly id: string
  readonly kind: RequestKind
  readonly reference: string | undefined
  readonly issuedAt: Date
  /** Places that the request would change, as canonical paths. */
  readonly changedPaths: readonly string[]
}

export interface RequestDecision {
  readonly state: 'pending' | 'granted' | 'refused'
  readonly decidedAt: Date | null
}

export interface DeclarationState {
  readonly status: DeclarationStatus
  readonly statusAt: Date
  readonly mrn: string | null
  readonly acceptedOn: string | null
  readonly releasedAt: Date | null
  /** Day of release in the office's own time. */
  readonly releasedOn: string | null
  readonly currentVersion: number
  readonly assessedTaxes: readonly AssessedTax[]
  readonly decisions: ReadonlyMap<string, RequestDecision>
}

export interface DeclarationFacts {
  readonly versions: readonly VersionFact[]
  readonly answers: readonly AnswerFact[]
  readonly requests: readonly RequestFact[]
  readonly lrn: string | null
}

/** @throws Error without a version: a declaration has at least one. */
export function foldDeclaration (facts: DeclarationFacts): DeclarationState {
  const versions = facts.versions.toSorted((a, b) => byInstant(b.statusAt, a.statusAt) || b.version - a.version)
  const [current] = versions
  if (current === undefined) throw new Error('A declaration without a version')
  const answers = facts.answers.toSorted((a, b) => byInstant(a.issuedAt, b.issuedAt) || byContent(a.answer, b.answer))
  const decisions = decideRequests(facts.requests, answers, facts.lrn)
  const release = answers.find(({ answer }) => isRelease(answer))
  const acceptance = answers.filter(({ answer }) => answer.functionCode === ACCEPTED && answer.acceptedOn !== undefined).at(-1)
  return {
    ...statusOf(facts, current, answers, decisions),
    mrn: current.mrn ?? versions.find(({ mrn }) => mrn !== null)?.mrn ?? answers.find(({ answer }) => answer.mrn !== undefined)?.answer.mrn ?? null,
    acceptedOn: acceptance?.answer.acceptedOn ?? current.acceptedOn,
    releasedAt: release?.issuedAt ?? null,
    releasedOn: release === undefined ? null : issueDay(release.answer, release.issuedAt),
    currentVersion: current.version,
    assessedTaxes: latestAssessment(answers),
    decisions
  }
}

const byInstant = (a: Date, b: Date): number => a.getTime() - b.getTime()

/** Customs may say two things at one instant. Ids would bring the order of arrival in again; what is said does not. */
function byContent (a: object, b: object): number {
  const [first, second] = [canonicalJson(a), canonicalJson(b)]
  return first < second ? -1 : Number(first > second)
}

interface StatusAt { readonly status: DeclarationStatus, readonly statusAt: Date }

/**
 * Customs' word first: the furthest status that an answer gives, dated by the first answer that gave it.
 * What a sender says counts until customs speaks, and after that only when it is dated later and further along.
 */
function statusOf (facts: DeclarationFacts, current: VersionFact, answers: readonly AnswerFact[], decisions: DeclarationState['decisions']): StatusAt {
  const pushed = facts.versions.filter(({ fromMessage }) => !fromMessage)
    .toSorted((a, b) => byInstant(b.statusAt, a.statusAt) || b.version - a.version)[0] ?? current
  const answered = furthest([...answerStatuses(facts, current.preLodged, answers), ...requestStatuses(facts.requests, answers, decisions)])
  if (answered === undefined) return { status: pushed.status, statusAt: pushed.statusAt }
  const overrules = pushed.statusDated && byInstant(pushed.statusAt, answered.statusAt) > 0 && PROGRESS[pushed.status] > PROGRESS[answered.status]
  return overrules ? { status: pushed.status, statusAt: pushed.statusAt } : answered
}

function answerStatuses (facts: DeclarationFacts, preLodged: boolean, answers: readonly AnswerFact[]): StatusAt[] {
  return answers.flatMap(({ answer, issuedAt }) => {
    const status = ANSWER_STATUS.get(answer.functionCode)
    if (status === undefined || (status === 'rejected' && refusesRequest(answer, facts, answers))) return []
    return [{ status: status === 'lodged' && preLodged ? 'pre_lodged' as const : status, statusAt: issuedAt }]
  })
}

/** A rejection after acceptance, or under a reference that is not the LRN, answers a request, not the declaration. */
function refusesRequest (answer: CustomsAnswer, facts: DeclarationFacts, answers: readonly AnswerFact[]): boolean {
  if (facts.requests.length === 0) return false
  return answer.lrn !== facts.lrn || answers.some((other) => other.answer.functionCode === ACCEPTED)
}

function requestStatuses (requests: readonly RequestFact[], answers: readonly AnswerFact[], decisions: DeclarationState['decisions']): StatusAt[] {
  const release = answers.find(({ answer }) => isRelease(answer))?.issuedAt
  return requests.flatMap(({ id, kind }): StatusAt[] => {
    const decision = decisions.get(id)
    if (decision?.state !== 'granted' || decision.decidedAt === null || kind === 'presentation') return []
    if (kind === 'invalidation') return [{ status: 'invalidated', statusAt: decision.decidedAt }]
    const afterRelease = release !== undefined && byInstant(decision.decidedAt, release) > 0
    return [{ status: afterRelease ? 'post_release_amended' : 'amended', statusAt: decision.decidedAt }]
  })
}

function furthest (statuses: readonly StatusAt[]): StatusAt | undefined {
  return statuses.toSorted((a, b) => PROGRESS[b.status] - PROGRESS[a.status] || byInstant(a.statusAt, b.statusAt))[0]
}

/** The assessment in force: the last one, and of two at one instant the final one (status 4) before the provisional. */
function latestAssessment (answers: readonly AnswerFact[]): readonly AssessedTax[] {
  return answers.filter(({ answer }) => answer.functionCode === TAXED)
    .toSorted((a, b) => byInstant(a.issuedAt, b.issuedAt) || Number(a.answer.statusCode === '4') - Number(b.answer.statusCode === '4'))
    .at(-1)?.answer.taxes ?? []
}

/** Each deciding answer settles one request: the one with its reference first, else the oldest that is still open. */
function decideRequests (requests: readonly RequestFact[], answers: readonly AnswerFact[], lrn: string | null): Map<string, RequestDecision> {
  const decisions = new Map<string, RequestDecision>(requests.map(({ id }) => [id, { state: 'pending', decidedAt: null }]))
  const asked = ({ id: _id, ...rest }: RequestFact): object => ({ ...rest, issuedAt: undefined })
  const open = requests.toSorted((a, b) => byInstant(a.issuedAt, b.issuedAt) || byContent(asked(a), asked(b)) || a.id.localeCompare(b.id))
  for (const fact of answers) {
    const verdict = verdictOf(fact.answer, answers, lrn)
    if (verdict === undefined) continue
    const candidates = open.filter((request) => verdict.kinds.includes(request.kind) && concerns(fact.answer, request))
    const chosen = candidates.find(({ reference }) => reference !== undefined && reference === fact.answer.lrn) ?? candidates[0]
    if (chosen === undefined) continue
    decisions.set(chosen.id, { state: verdict.state, decidedAt: fact.issuedAt })
    open.splice(open.indexOf(chosen), 1)
  }
  return decisions
}

/** A correction by customs grants only the request that asked for it; other answers name no places. */
function concerns (answer: CustomsAnswer, request: RequestFact): boolean {
  if (answer.functionCode !== CORRECTED) return true
  const corrected = new Set(answer.changes.map(changePath))
  return request.changedPaths.length > 0 && request.changedPaths.every((path) => corrected.has(path))
}

const ALL_KINDS: readonly RequestKind[] = ['amendment', 'invalidation', 'presentation']

/** What an answer decides about requests, if anything. */
function verdictOf (answer: CustomsAnswer, answers: readonly AnswerFact[], lrn: string | null): { state: 'granted' | 'refused', kinds: readonly RequestKind[] } | undefined {
  switch (answer.functionCode) {
    case REQUEST_DECIDED:
      if (GRANTED_CODES.has(answer.statusCode ?? '')) return { state: 'granted', kinds: ['amendment', 'invalidation'] }
      return REFUSED_CODES.has(answer.statusCode ?? '') ? { state: 'refused', kinds: ['amendment', 'invalidation'] } : undefined
    case CORRECTED: return { state: 'granted', kinds: ['amendment'] }
    case INVALIDATED: return { state: 'granted', kinds: ['invalidation'] }
    case ACCEPTED: return { state: 'granted', kinds: ['presentation'] }
    case REJECTED: {
      const afterAcceptance = answers.some((other) => other.answer.functionCode === ACCEPTED)
      return answer.lrn !== lrn || afterAcceptance ? { state: 'refused', kinds: ALL_KINDS } : undefined
    }
    default: return undefined
  }
}
