import { ACCEPTED, ANSWER_STATUS, CORRECTED } from './customs-message.ts'
import type { CustomsAnswer, CustomsRequest } from './customs-message.ts'
import type { DeclarationContent, DeclarationStatus } from './data-elements.ts'
import type { DeclarationState } from './life-cycle.ts'

/** What became of a declaration, as key figures count it (customs.md 9). Pure. */

/**
 * `accepted`: it has a day of acceptance, and customs did not reject it. `invalidated`: after acceptance. `amended`: the declarant changed
 * it before release. `corrected_after_release`: he or customs changed it after that. `corrected_by_operator`, `corrected_by_customs`: by
 * whose start. `controlled`: customs selected it for a control of documents or goods. `control_found_error`: and it was corrected or seized.
 * `changed_unmarked`: pushed again under its MRN with other content, and nothing says that it was amended.
 */
export const COURSES = [
  'accepted', 'invalidated', 'amended', 'corrected_after_release', 'corrected_by_operator', 'corrected_by_customs', 'controlled', 'control_found_error', 'changed_unmarked'
] as const
export type Course = typeof COURSES[number]

export interface CourseMessage {
  readonly id: string
  readonly message: CustomsRequest | CustomsAnswer
  readonly issuedAt: Date
}

export interface CourseFacts {
  readonly state: Pick<DeclarationState, 'status' | 'acceptedOn' | 'releasedAt' | 'decisions'>
  /** What senders stated, in any version that they pushed. */
  readonly stated: readonly DeclarationStatus[]
  /** What they declared under its MRN, in any version that they pushed. */
  readonly contents: readonly DeclarationContent[]
  readonly messages: readonly CourseMessage[]
}

/** Not lodged yet, or never: a declared day of acceptance is a wish then. */
const NEVER_ACCEPTED: ReadonlySet<DeclarationStatus> = new Set(['draft', 'pre_lodged', 'rejected', 'expired'])

export function courseOf ({ state, stated, contents, messages }: CourseFacts): Course[] {
  const answers = messages.flatMap(({ message, issuedAt }) => message.kind === 'answer' ? [{ answer: message, issuedAt }] : [])
  const statuses = new Set<DeclarationStatus>([...stated, state.status])
  const isAccepted = !NEVER_ACCEPTED.has(state.status) && (state.acceptedOn !== null || answers.some(({ answer }) => answer.functionCode === ACCEPTED))
  const corrections = [...grantedAmendments(state, messages), ...unaskedCorrections(state, answers)]
  const isLate = ({ at }: Correction): boolean => state.releasedAt !== null && at > state.releasedAt
  const isControlled = statuses.has('under_control') || statuses.has('seized') || answers.some(({ answer }) => ANSWER_STATUS.get(answer.functionCode) === 'under_control')
  const byCustoms = corrections.some(({ by }) => by === 'customs')
  const isMarked = corrections.length > 0 || statuses.has('amended') || statuses.has('post_release_amended')
  const holds: Readonly<Record<Course, boolean>> = {
    accepted: isAccepted,
    invalidated: isAccepted && state.status === 'invalidated',
    amended: statuses.has('amended') || corrections.some((correction) => correction.by === 'operator' && !isLate(correction)),
    corrected_after_release: statuses.has('post_release_amended') || corrections.some(isLate),
    corrected_by_operator: statuses.has('amended') || statuses.has('post_release_amended') || corrections.some(({ by }) => by === 'operator'),
    corrected_by_customs: byCustoms,
    controlled: isControlled,
    control_found_error: isControlled && (byCustoms || statuses.has('seized')),
    changed_unmarked: !isMarked && new Set(contents.map(declaredPart)).size > 1
  }
  return COURSES.filter((course) => holds[course])
}

/** Without what follows from the progress of the declaration. Contents are in canonical order. */
const declaredPart = ({ status: _status, statusAt: _statusAt, acceptanceDate: _acceptanceDate, ...declared }: DeclarationContent): string => JSON.stringify(declared)

interface Correction { readonly by: 'operator' | 'customs', readonly at: Date }

function grantedAmendments ({ decisions }: CourseFacts['state'], messages: readonly CourseMessage[]): Correction[] {
  return messages.flatMap(({ id, message }) => {
    const decision = decisions.get(id)
    return message.kind === 'amendment' && decision?.state === 'granted' && decision.decidedAt !== null ? [{ by: 'operator' as const, at: decision.decidedAt }] : []
  })
}

/** Corrections by customs that granted no request. */
function unaskedCorrections ({ decisions }: CourseFacts['state'], answers: readonly { readonly answer: CustomsAnswer, readonly issuedAt: Date }[]): Correction[] {
  const deciding = new Set([...decisions.values()].map(({ decidedAt }) => decidedAt?.getTime()))
  return answers.filter(({ answer, issuedAt }) => answer.functionCode === CORRECTED && !deciding.has(issuedAt.getTime())).map(({ issuedAt }) => ({ by: 'customs' as const, at: issuedAt }))
}
