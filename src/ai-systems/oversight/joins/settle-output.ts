import { utcDay } from '../../../platform/calendar.ts'
import { derivedOutcomes } from '../outcomes/derived-outcomes.ts'
import type { DerivedOutcome, Evidence, ItemCourse } from '../outcomes/derived-outcomes.ts'
import { sameValue } from '../outcomes/right-value.ts'
import type { Competence, KeptDecision } from '../outputs/kept-output.ts'
import { judged, withDecision, withDerived, withUse } from '../steps/output-state.ts'
import type { KeptOutcome, OutputState } from '../steps/output-state.ts'
import type { ProposedDeclaration, ProposedItem } from './deps.ts'

/** What the items in which an output was declared say of it. Pure. */

export interface DeclaredAs {
  readonly declaration: ProposedDeclaration
  readonly item: ProposedItem
  /** Whether the item says that it carries the output; else the output names the item. */
  readonly carries: boolean
}

export interface Judges {
  readonly competenceOf: (person: string, pillar: string, day: string) => Competence
  /** Whether the register's rule of the day lets outputs of the system through that nobody looked at. */
  readonly skipsReviewOn: (systemId: string, day: string) => boolean
}

/** The output once its items are known: decided as the item says where the log does not, used, and judged by what became of the items. */
export function settleOutput (state: OutputState, declaredAs: readonly DeclaredAs[], { findings, rulings }: Omit<Evidence, 'courses'>, judges: Judges, seen: Pick<ReadonlySet<string>, 'has'>): OutputState {
  const carried = declaredAs.filter(({ carries }) => carries)
  const used = withUseOf(withDecisionOf(state, carried, judges), carried, judges)
  const { output } = used
  if (output.planted) return used
  const subject = { ...judged(output), madeOn: utcDay(output.madeAt) }
  const courses = declaredAs.map((one) => courseOf(one, output.pillar))
  return withDerived(used, standing(used, derivedOutcomes(subject, { courses, findings, rulings }), seen))
}

const courseOf = ({ declaration, item }: DeclaredAs, pillar: string): ItemCourse => ({
  reference: declaration.declarationId, controlledOn: declaration.controlledOn, releasedOn: declaration.releasedOn, versions: item.versions.map(({ elements, ...version }) => ({ ...version, elements: elements[pillar] ?? {} }))
})

/** The proposal of the item, as the pillar of the output has it. */
const proposalOf = ({ item }: DeclaredAs, pillar: string) => item.proposed.find((one) => one.pillar === pillar)

/** The reviewer that the item names decided, where nobody did in the log: what was declared is what was decided. */
export function statedDecision ({ output }: OutputState, carried: readonly DeclaredAs[]): { readonly reviewer: string, readonly decidedAt: Date, readonly declared: string } | undefined {
  if (output.decision !== null) return undefined
  return carried.flatMap((one) => {
    const proposal = proposalOf(one, output.pillar)
    const values = Object.values(one.item.versions[0]?.elements[output.pillar] ?? {})
    const declared = values.find((value) => sameValue(output.pillar, value, output.proposal)) ?? values[0]
    const decidedAt = proposal?.reviewedAt == null ? undefined : new Date(proposal.reviewedAt)
    // A review before the output was made is one of something else.
    return proposal?.reviewerId == null || decidedAt === undefined || declared === undefined || decidedAt < output.madeAt ? [] : [{ reviewer: proposal.reviewerId, decidedAt, declared }]
  }).toSorted((a, b) => a.decidedAt.getTime() - b.decidedAt.getTime())[0]
}

function withDecisionOf (state: OutputState, carried: readonly DeclaredAs[], { competenceOf }: Judges): OutputState {
  const stated = statedDecision(state, carried)
  if (stated === undefined) return state
  const { pillar, proposal } = state.output
  const isAccepted = sameValue(pillar, stated.declared, proposal)
  const decision: KeptDecision = {
    decision: isAccepted ? 'accepted' : 'overridden', finalValue: isAccepted ? proposal : stated.declared, blindValue: null, rationaleCode: null, rationale: null, rationaleBucket: null, reviewer: stated.reviewer,
    competence: competenceOf(stated.reviewer, pillar, utcDay(stated.decidedAt)), shownAt: null, explanationOpenedAt: null, decidedAt: stated.decidedAt, activeSeconds: null, referenceSeconds: null, readingSeconds: null, source: 'declaration'
  }
  return withDecision(state, decision)
}

/** Used when it was first declared. What was rejected is not in use, whatever the item says. */
function withUseOf (state: OutputState, carried: readonly DeclaredAs[], { skipsReviewOn }: Judges): OutputState {
  const { output } = state
  if (output.usedAt !== null || output.planted || output.decision?.decision === 'rejected') return state
  const [usedAt] = carried.flatMap((one) => proposalOf(one, output.pillar)?.declaredAt ?? []).toSorted((a, b) => a.getTime() - b.getTime())
  return usedAt === undefined ? state : withUse(state, usedAt, skipsReviewOn(output.systemId, utcDay(usedAt)))
}

/**
 * What follows now, and what followed before from declarations and findings that were not looked at this time; of two of one source the
 * later known.
 *
 * @param seen declarations, findings and rulings that were looked at: what followed from one of them alone is no more.
 */
function standing (state: OutputState, derived: readonly DerivedOutcome[], seen: Pick<ReadonlySet<string>, 'has'>): KeptOutcome[] {
  const now = derived.map(({ outcome, value, reference }): KeptOutcome => ({ ...outcome, rightValue: value, reference, origin: 'derived' }))
  const elsewhere = state.outcomes.filter(({ origin, reference }) => origin === 'derived' && reference !== null && !seen.has(reference))
  return [...Map.groupBy([...now, ...elsewhere], ({ source }) => source).values()].map((found) => found.toSorted((a, b) => a.knownOn < b.knownOn ? 1 : -1)[0]).filter((one) => one !== undefined)
}
