import { LEAST_PEOPLE } from '../reports/few-people.ts'
import type { Comparison, RaisedCut } from './cuts.ts'
import { ageOf, hrefOf, isOverdue } from './model.ts'
import type { ConcernedPerson, NeedEvidence } from './model.ts'
import type { ClosingRecord } from './settle.ts'
import type { NeedRow } from './store.ts'
import type { SuggestedCourse } from './suggested-courses.ts'

/** From rows to what crosses the wire. Pure. */

/** A need with what stands beside it. */
export interface WholeNeed {
  readonly need: NeedRow
  readonly peopleCount: number
  /** Not all of them, where there are many. */
  readonly people: readonly ConcernedPerson[]
  readonly evidence: readonly NeedEvidence[]
  readonly evidenceCount: number
  readonly closingRecords: readonly ClosingRecord[]
  readonly suggestedCourse: SuggestedCourse | null
}

/** People have a right of their own; without it groups of fewer than five have no figure. */
export interface Showing { readonly people: boolean }

/** Whether figures of a group of this size may be shown. Of nobody there is nothing to hide. */
export const mayShowFigures = (size: number, { people }: Showing): boolean => people || size === 0 || size >= LEAST_PEOPLE

export function needToWire ({ need, peopleCount, people, evidence, evidenceCount, closingRecords, suggestedCourse }: WholeNeed, today: string, showing: Showing) {
  const { unitPeople, figures, roles, recordedAt, revision: _revision, reason, references, ...shown } = need
  const isShown = mayShowFigures(unitPeople, showing)
  return {
    ...shown, reason: reason ?? reasonOf(need, isShown), overdue: isOverdue(need, today), ageDays: ageOf(need, today), recordedAt: recordedAt.toISOString(), references: [...references],
    figures: isShown ? figures.map(figureToWire) : null, roles: isShown ? [...roles] : null,
    evidence: isShown ? evidence.map(({ kind, id, on }) => ({ kind, id, on, href: hrefOf(kind, id) })) : null, evidenceCount: isShown ? evidenceCount : null,
    suggestedCourse, peopleCount: mayShowFigures(peopleCount, showing) ? peopleCount : null,
    people: showing.people ? people.map(({ person, level }) => ({ person, level })) : null,
    closingRecords: showing.people ? closingRecords.map(({ person, recordId }) => ({ person, recordId })) : null
  }
}

export type NeedOnWire = ReturnType<typeof needToWire>

function figureToWire ({ pillar, cause, now, past, events, exposure, comparisons }: RaisedCut) {
  return { pillar, cause, from: now.from, to: now.to, pastFrom: past.from, pastTo: past.to, events, exposure, comparisons: comparisons.map((comparison) => ({ ...comparison })) }
}

const OTHER: Record<Comparison['against'], string> = { own_past: 'its own rate of the 365 days before', rest_of_company: 'the rate of the rest of the company in the same days' }

/** A ratio to two digits that count. */
const said = (value: number): string => String(Number(value.toPrecision(2)))

const comparisonInWords = ({ against, ratio, lower, upper, adjustedP }: Comparison): string =>
  `${ratio === null ? 'above' : `${said(ratio)} times`} ${OTHER[against]} (95 % interval from ${said(lower)}${upper === null ? ' on' : ` to ${said(upper)}`}, p corrected for all comparisons ${said(adjustedP)})`

/** Why a derived need is one, in a sentence for each rate; null where a person stated it, and the words were erased. */
function reasonOf ({ source, unit, figures, rulesRelease }: Pick<NeedRow, 'source' | 'unit' | 'figures' | 'rulesRelease'>, isShown: boolean): string | null {
  if (rulesRelease === null) return null
  const where = unit === null ? '' : ` of ${unit}`
  if (figures.length === 0) return source === 'sanction' ? `A sanction${where} whose stated cause is a lack of training.` : `Errors${where} that training answers.`
  if (!isShown) return `More errors${where} that training answers than before, or than elsewhere. Figures of a group of fewer than ${LEAST_PEOPLE} people are not shown.`
  return figures.map(({ pillar, cause, now, events, exposure, comparisons }) =>
    `${events} declarations${where} with errors of ${pillar} by cause ${cause}, ${now.from} to ${now.to}, in ${Math.round(exposure)} reviewed: ${comparisons.map(comparisonInWords).join('; ')}.`).join(' ')
}
