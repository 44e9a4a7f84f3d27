import type { Cell } from '../competence/cells.ts'
import { isGap } from '../competence/cells.ts'
import { LEAST_PEOPLE } from '../reports/few-people.ts'

/** Key figures of what people must know and do (customs.md 9), for one day. Pure. */

export interface CellsOfPerson {
  readonly person: string
  /** Of the main assignment. */
  readonly unit: string | null
  readonly cells: readonly Cell[]
}

export interface CompetenceFigures {
  /** People of whom anything is required, and those of them who know all of it. */
  readonly people: number
  readonly covered: number
  /** Required topics of all people, and those past their last day. */
  readonly required: number
  readonly overdue: number
  /** Roles and topics of which somebody lacks the level; an own requirement counts by what it was made for. */
  readonly gaps: number
  /** People of whom AI literacy is required, and those who have it. */
  readonly aiPeople: number
  readonly aiCovered: number
}

const AI_LITERACY = 'ai_literacy'

/**
 * Of all, and of each unit with enough people; so many units have no row, and no AI literacy, that what is left of all once the others are
 * taken away is not a figure of few people either.
 */
export function competenceFigures (people: readonly CellsOfPerson[]): { readonly unit: string | null, readonly figures: CompetenceFigures }[] {
  const asked = people.flatMap(({ cells, ...person }) => {
    const required = cells.filter(({ requirement }) => requirement !== null)
    return required.length === 0 ? [] : [{ ...person, cells: required }]
  })
  if (asked.length === 0) return []
  const withAi = new Set(unitsToShow(asked.filter(({ cells }) => cells.some(isOfAi))).map(({ unit }) => unit))
  const units = unitsToShow(asked).toSorted((a, b) => a.unit < b.unit ? -1 : 1)
  return [{ unit: null, figures: figuresOf(asked) }, ...units.map(({ unit, members }) => ({ unit, figures: { ...figuresOf(members), ...withAi.has(unit) ? {} : { aiPeople: 0, aiCovered: 0 } } }))]
}

interface Unit { readonly unit: string, readonly members: readonly CellsOfPerson[] }

/** Those of enough people; and so many of the smallest of them less that what is left, people without a unit among it, is of nobody or of enough. */
function unitsToShow (people: readonly CellsOfPerson[]): Unit[] {
  const units = [...Map.groupBy(people, ({ unit }) => unit)].flatMap(([unit, members]): Unit[] => unit === null || members.length < LEAST_PEOPLE ? [] : [{ unit, members }])
  const shown = units.toSorted((a, b) => b.members.length - a.members.length)
  const left = (): number => people.length - shown.reduce((sum, { members }) => sum + members.length, 0)
  while (shown.length > 0 && left() > 0 && left() < LEAST_PEOPLE) shown.pop()
  return shown
}

function figuresOf (people: readonly CellsOfPerson[]): CompetenceFigures {
  const cells = people.flatMap((person) => person.cells)
  const ai = cells.filter(isOfAi)
  return {
    people: people.length, covered: people.filter((person) => person.cells.every(isMet)).length,
    required: cells.length, overdue: cells.filter(({ state }) => state === 'expired').length,
    gaps: new Set(cells.filter(isGap).map(({ topic, requirement }) => JSON.stringify([requirement?.basis, requirement?.of, topic]))).size,
    aiPeople: ai.length, aiCovered: ai.filter(isMet).length
  }
}

const isOfAi = ({ topic }: Cell): boolean => topic === AI_LITERACY
const isMet = ({ state }: Cell): boolean => state === 'valid' || state === 'expiring'
