import type { Count } from '../../../ai-oversight/tally.ts'

/** Lines of AI and of people, with their errors, as counts that `compareProposers` takes: from totals of declarations and findings. Pure. */

/** Items by unit; those that an AI system proposed are among them. */
export interface DeclaredLines {
  readonly all: readonly { readonly unit: string, readonly lines: number }[]
  readonly proposed: readonly { readonly unit: string, readonly pillar: string, readonly system: string, readonly version: string, readonly lines: number }[]
}

/** Findings by unit and pillar; `proposer` null: of all, whoever proposed. */
export interface FoundOnLines {
  readonly unit: string
  readonly pillar: string
  readonly proposer: { readonly system: string, readonly version: string } | null
  readonly raised: number
  readonly decided: number
  readonly wrong: number
}

/** Pseudonym of somebody in customs work, and the unit of the main assignment. */
export interface UnitMember { readonly person: string, readonly unit: string }

interface Line { lines: number, wrong: number, raised: number, decided: number }

const NONE: Line = { lines: 0, wrong: 0, raised: 0, decided: 0 }

/**
 * Each pillar for itself: lines of people are all of the unit less those that AI proposed there. Who handled a line is not counted with it,
 * so the people of its unit stand for them on either side: a unit of few is withheld whoever of them did the work.
 *
 * @param codeOf code of the system that a declaration names; the name itself where the register does not know it.
 */
export function proposerCounts (lines: DeclaredLines, findings: readonly FoundOnLines[], people: readonly UnitMember[], codeOf: (name: string) => string = (name) => name): Count[] {
  const { all } = lines
  const proposed = lines.proposed.map((line) => ({ ...line, system: codeOf(line.system) }))
  const found = findings.map((row) => row.proposer === null ? row : { ...row, proposer: { ...row.proposer, system: codeOf(row.proposer.system) } })
  const membersOf = Map.groupBy(people, ({ unit }) => unit)
  const pillars = [...new Set(proposed.map(({ pillar }) => pillar))].toSorted()
  return pillars.flatMap((pillar) => unitsIn(all, proposed).flatMap((unit) => {
    const ofAi = aiLines(unit, pillar, proposed, found)
    const human = lessAi({ ...sumOf(found.filter((row) => row.unit === unit && row.pillar === pillar && row.proposer === null)), lines: all.filter((row) => row.unit === unit).reduce((sum, { lines }) => sum + lines, 0) }, ofAi.map(({ line }) => line))
    const members = membersOf.get(unit) ?? []
    return [
      ...ofAi.flatMap(({ system, version, line }) => countsOf('ai', { system, version, pillar, unit }, line, members)),
      ...countsOf('human', { system: '', version: '', pillar, unit }, human, members)
    ]
  }))
}

const unitsIn = (...rows: readonly (readonly { readonly unit: string }[])[]): string[] => [...new Set(rows.flat().map(({ unit }) => unit))].toSorted()

function aiLines (unit: string, pillar: string, proposed: DeclaredLines['proposed'], found: readonly FoundOnLines[]): { readonly system: string, readonly version: string, readonly line: Line }[] {
  const own = proposed.filter((row) => row.unit === unit && row.pillar === pillar)
  const errors = found.flatMap((row) => row.unit === unit && row.pillar === pillar && row.proposer !== null ? [{ ...row, ...row.proposer }] : [])
  const groups = Map.groupBy([...own, ...errors], ({ system, version }) => JSON.stringify([system, version]))
  return [...groups.values()].flatMap((rows) => {
    const [first] = rows
    if (first === undefined) return []
    const { system, version } = first
    const lines = own.filter((row) => row.system === system && row.version === version).reduce((sum, row) => sum + row.lines, 0)
    return [{ system, version, line: { ...sumOf(errors.filter((row) => row.system === system && row.version === version)), lines } }]
  })
}

const sumOf = (rows: readonly Omit<Line, 'lines'>[]): Line =>
  rows.reduce<Line>((sum, { wrong, raised, decided }) => ({ lines: 0, wrong: sum.wrong + wrong, raised: sum.raised + raised, decided: sum.decided + decided }), NONE)

/** Never below nothing: a line whose proposal a later version took away is no longer among those of AI, and its error still is. */
function lessAi (all: Line, ofAi: readonly Line[]): Line {
  const rest = (name: keyof Line): number => Math.max(0, all[name] - ofAi.reduce((sum, line) => sum + line[name], 0))
  return { lines: rest('lines'), wrong: rest('wrong'), raised: rest('raised'), decided: Math.min(rest('raised'), rest('decided')) }
}

function countsOf (proposer: 'ai' | 'human', cell: Omit<Count, 'period' | 'counter' | 'bin' | 'count'>, line: Line, members: readonly UnitMember[]): Count[] {
  if (line.lines === 0) return []
  return [
    ...Object.entries(line).map(([name, count]): Count => ({ ...cell, period: '', counter: 'line', bin: `${proposer}/${name}`, count })),
    ...[...new Set(members.map(({ person }) => person))].map((person): Count => ({ ...cell, period: '', counter: 'handler', bin: `${proposer}/${person}`, count: 1 }))
  ]
}
