import type { Cell } from '../competence/cells.ts'
import type { Proportion } from '../../statistics/proportion.ts'
import { gapsIn } from './coverage.ts'
import type { CoverageFigures } from './coverage.ts'
import { LEAST_PEOPLE } from '../../statistics/few-people.ts'
import type { ExpiringRow, GapRow } from './gaps.ts'
import type { PersonCells } from './people-cells.ts'

/** From reports to what crosses the wire. */

export const rowToWire = ({ person: { person, unit, positions }, cells }: PersonCells) => ({ person, unit, positions: positions.map(({ code }) => code), cells: cells.map(cellToWire) })

function cellToWire ({ requirement, ...cell }: Cell) {
  return {
    ...cell, level: requirement?.level, basis: requirement?.basis, of: requirement?.of, requirementId: requirement?.requirementId, requiredSince: requirement?.since,
    refresherMonths: requirement?.refresherMonths, legalSource: requirement?.legalSource, severity: requirement?.severity, onlyForPillarReviewed: requirement?.onlyForPillarReviewed ?? false
  }
}

export const figuresToWire = (figures: CoverageFigures | null) =>
  figures === null ? null : { ...figures, peopleShare: shareToWire(figures.peopleShare), share: shareToWire(figures.share), gaps: gapsIn(figures) }

const shareToWire = (proportion: Proportion | null) => proportion === null ? null : { value: proportion.share, low: proportion.lower, high: proportion.upper }

export const gapToWire = ({ unit, topic, severity, figures, gaps }: GapRow) => ({
  unit, topic, severity, figures,
  who: gaps.map(({ person, cell, requirement }) => ({ person, topic: cell.topic, state: cell.state, level: requirement.level, heldLevel: cell.heldLevel, since: cell.since }))
})

/** @param people whether single people may be shown. */
export function expiryToWire ({ people: ending, ...row }: ExpiringRow, people: boolean) {
  const who = [...new Set(ending.map(({ person }) => person))]
  return { ...row, people: people || who.length >= LEAST_PEOPLE ? who.length : null, who }
}
