import type { Outcome, OutcomeSource } from '../../../ai-oversight/record.ts'
import CONTESTING from './contesting-checks.json' with { type: 'json' }
import { agreeingDigits, outcomeOf, sameValue } from './right-value.ts'
import type { JudgedOutput } from './right-value.ts'

/** Which outcome of an output follows from what became of the item it was declared in, and of the goods it was about. Pure. */

/** A version of the item, oldest first. */
export interface ItemVersion {
  /** push: the operator's own system sent it; amendment: customs granted the operator's request; customs: customs corrected it. */
  readonly by: 'push' | 'amendment' | 'customs'
  /** Whether customs had accepted the declaration before it: what changes until then was not declared yet. */
  readonly afterAcceptance: boolean
  /** UTC day of it. */
  readonly on: string
  /** Values of the pillar, by their place in the item. */
  readonly elements: Readonly<Record<string, string>>
}

export interface ItemCourse {
  readonly reference: string
  readonly versions: readonly ItemVersion[]
  /** Day on which customs said that it controls the declaration; null where it never did. */
  readonly controlledOn: string | null
  readonly releasedOn: string | null
}

export interface ItemFinding {
  readonly id: string
  /** Null of what a person, a sample or customs found. */
  readonly checkId: string | null
  readonly decision: 'confirmed' | 'dismissed' | null
  readonly decidedOn: string | null
}

export interface KnownRuling { readonly reference: string, readonly code: string, readonly validFrom: string, readonly lastDay: string | null, readonly annulled: boolean }

export interface Evidence {
  readonly courses: readonly ItemCourse[]
  /** Of the items, in the output's pillar. */
  readonly findings: readonly ItemFinding[]
  readonly rulings: readonly KnownRuling[]
}

export interface DerivedOutcome {
  readonly outcome: Outcome
  /** The right value; null where it is only known that another one was wrong. */
  readonly value: string | null
  /** What tells so: MRN or id of a declaration, of a finding, or a ruling. */
  readonly reference: string
}

export interface OutcomeSubject extends JudgedOutput {
  readonly madeOn: string
}

/** At most one of each source, in the order of sources. What is right now may be known better later: then another one follows. */
export function derivedOutcomes (output: OutcomeSubject, { courses, findings, rulings }: Evidence): DerivedOutcome[] {
  return [
    bindingOutcome(output, rulings),
    latest(courses.map((course) => customsOutcome(output, course))),
    findingOutcome(output, courses, findings),
    latest(courses.map((course) => amendmentOutcome(output, course)))
  ].filter((found) => found !== undefined)
}

const latest = (found: readonly (DerivedOutcome | undefined)[]): DerivedOutcome | undefined =>
  found.filter((one) => one !== undefined).toSorted((a, b) => a.outcome.knownOn < b.outcome.knownOn ? 1 : a.outcome.knownOn > b.outcome.knownOn ? -1 : a.reference < b.reference ? -1 : 1)[0]

const derived = (output: OutcomeSubject, source: OutcomeSource, value: string, on: string, reference: string): DerivedOutcome =>
  ({ outcome: outcomeOf(output, source, value, notBefore(output, on)), value, reference })

/** What was known before the output was made became known for it when it was made. */
const notBefore = ({ madeOn }: OutcomeSubject, on: string): string => on < madeOn ? madeOn : on

const HS_DIGITS = 6

/** Of the rulings that hold or held, the newest. One that begins in another year than the output is compared at six digits: from year to year the nomenclature moves below them. */
function bindingOutcome (output: OutcomeSubject, rulings: readonly KnownRuling[]): DerivedOutcome | undefined {
  if (output.pillar !== 'classification') return undefined
  const [ruling] = rulings.filter(({ annulled, lastDay }) => !annulled && (lastDay === null || lastDay >= output.madeOn)).toSorted((a, b) => a.validFrom < b.validFrom ? 1 : a.validFrom > b.validFrom ? -1 : a.reference < b.reference ? -1 : 1)
  if (ruling === undefined) return undefined
  const sameNomenclature = ruling.validFrom <= output.madeOn || ruling.validFrom.slice(0, 4) === output.madeOn.slice(0, 4)
  return derived(output, 'binding_ruling', sameNomenclature ? ruling.code : ruling.code.slice(0, HS_DIGITS), ruling.validFrom, ruling.reference)
}

/** What customs corrected, or left as it was although it looked. */
function customsOutcome (output: OutcomeSubject, course: ItemCourse): DerivedOutcome | undefined {
  const { reference, controlledOn, releasedOn } = course
  const corrected = lastChange(output, course, ({ by }) => by === 'customs')
  if (corrected !== undefined) return derived(output, 'customs_answer', corrected.value, corrected.on, reference)
  const declared = placeOf(output, course)
  if (declared === undefined || controlledOn === null || releasedOn === null || releasedOn < controlledOn) return undefined
  const released = course.versions.filter(({ on }) => on <= releasedOn).at(-1)?.elements[declared]
  return released === undefined ? undefined : derived(output, 'customs_answer', released, releasedOn, reference)
}

/** What the operator corrected after acceptance, by a request that customs granted or by another version of its own system. */
function amendmentOutcome (output: OutcomeSubject, course: ItemCourse): DerivedOutcome | undefined {
  const changed = lastChange(output, course, ({ by, afterAcceptance }) => by === 'amendment' || (by === 'push' && afterAcceptance))
  return changed === undefined ? undefined : derived(output, 'amendment', changed.value, changed.on, course.reference)
}

/** Where in the item the output's value stands; of several places, where its value in use was declared first. */
function placeOf ({ pillar, finalValue }: OutcomeSubject, { versions: [first] }: ItemCourse): string | undefined {
  const places = Object.entries(first?.elements ?? {})
  const declared = finalValue === null ? undefined : places.find(([, value]) => sameValue(pillar, value, finalValue))
  return declared?.[0] ?? (places.length === 1 ? places[0]?.[0] : undefined)
}

function lastChange (output: OutcomeSubject, course: ItemCourse, counts: (version: ItemVersion) => boolean): { readonly value: string, readonly on: string } | undefined {
  const place = placeOf(output, course)
  if (place === undefined) return undefined
  const changed = course.versions.flatMap((version, index) => {
    const [before, value] = [course.versions[index - 1]?.elements[place], version.elements[place]]
    return before !== undefined && value !== undefined && !sameValue(output.pillar, before, value) && counts(version) ? [{ value, on: version.on }] : []
  })
  return changed.at(-1)
}

const CONTESTED: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(CONTESTING.checks))
/** Whether a finding doubts the value itself: a description that is too short says nothing of the code. */
export const contests = (pillar: string, checkId: string | null): boolean => checkId === null || (CONTESTED.get(pillar)?.includes(checkId) ?? false)

/**
 * What people decided of findings that doubt the value: wrong where one was confirmed, right once all were dismissed. It says so of the value
 * that was declared; of a proposal that gave way to it only where the value was right after all.
 */
function findingOutcome (output: OutcomeSubject, courses: readonly ItemCourse[], findings: readonly ItemFinding[]): DerivedOutcome | undefined {
  const { pillar, proposal, finalValue, blindValue } = output
  if (finalValue === null || !courses.some((course) => declares(output, course))) return undefined
  const doubting = findings.filter(({ checkId }) => contests(pillar, checkId)).toSorted((a, b) => (a.decidedOn ?? '') < (b.decidedOn ?? '') ? -1 : (a.decidedOn ?? '') > (b.decidedOn ?? '') ? 1 : a.id < b.id ? -1 : 1)
  const confirmed = doubting.find(({ decision }) => decision === 'confirmed')
  const settles = confirmed ?? (doubting.every(({ decision }) => decision === 'dismissed') ? doubting.at(-1) : undefined)
  if (settles === undefined || settles.decidedOn === null) return undefined
  const finalRight = confirmed === undefined
  const isProposal = sameValue(pillar, proposal, finalValue)
  if (!isProposal && !finalRight) return undefined
  // Of the reviewer's own value it is known where it is one of the two.
  const blindRight = blindValue === null ? null : sameValue(pillar, blindValue, finalValue) ? finalRight : finalRight ? false : null
  const knownOn = notBefore(output, settles.decidedOn)
  return {
    outcome: { source: 'confirmed_finding', knownOn, proposalRight: isProposal && finalRight, finalRight, blindRight, digits: finalRight ? agreeingDigits(pillar, proposal, finalValue) : null },
    value: finalRight ? finalValue : null, reference: settles.id
  }
}

function declares ({ pillar, finalValue }: OutcomeSubject, { versions: [first] }: ItemCourse): boolean {
  return finalValue !== null && Object.values(first?.elements ?? {}).some((value) => sameValue(pillar, value, finalValue))
}
