import type { Cell } from '../competence/cells.ts'
import { isGap } from '../competence/cells.ts'
import { withoutFew } from '../reports/few-people.ts'
import type { Group } from '../reports/few-people.ts'

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

/** AI literacy is absent where it is required of too few. */
export type FiguresOfUnit = Omit<CompetenceFigures, 'aiPeople' | 'aiCovered'> & Partial<CompetenceFigures>

/** Of all, and of each unit with enough people: those that would be put together have none, and those of no unit count as one. */
export function competenceFigures (people: readonly CellsOfPerson[]): { readonly unit: string | null, readonly figures: FiguresOfUnit }[] {
  const asked = people.flatMap(({ cells, ...person }) => {
    const required = cells.filter(({ requirement }) => requirement !== null)
    return required.length === 0 ? [] : [{ ...person, cells: required }]
  })
  if (asked.length === 0) return []
  const withAi = new Set(shownUnits(asked.filter(({ cells }) => cells.some(({ topic }) => topic === AI_LITERACY))).map(({ key }) => key))
  return [{ unit: null, figures: figuresOf(asked) }, ...shownUnits(asked).map(({ key, members }) => {
    const { aiPeople, aiCovered, ...figures } = figuresOf(members)
    return { unit: key, figures: withAi.has(key) || aiPeople === 0 ? { ...figures, aiPeople, aiCovered } : figures }
  })]
}

/** By code; without those that the company less the others would tell of. */
function shownUnits (people: readonly CellsOfPerson[]): Group<CellsOfPerson>[] {
  const units = [...Map.groupBy(people, ({ unit }) => unit)].map(([key, members]) => ({ key, merged: [], members }))
  return withoutFew(units).filter(({ key }) => key !== null).toSorted((a, b) => (a.key ?? '') < (b.key ?? '') ? -1 : 1)
}

function figuresOf (people: readonly CellsOfPerson[]): CompetenceFigures {
  const cells = people.flatMap((person) => person.cells)
  const ai = cells.filter(({ topic }) => topic === AI_LITERACY)
  return {
    people: people.length, covered: people.filter((person) => person.cells.every(isMet)).length,
    required: cells.length, overdue: cells.filter(({ state }) => state === 'expired').length,
    gaps: new Set(cells.filter(isGap).map(({ topic, requirement }) => JSON.stringify([requirement?.basis, requirement?.of, topic]))).size,
    aiPeople: ai.length, aiCovered: ai.filter(isMet).length
  }
}

const isMet = ({ state }: Cell): boolean => state === 'valid' || state === 'expiring'
