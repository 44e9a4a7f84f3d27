import { mainAssignment } from './assignments.ts'
import type { Assignment } from './assignments.ts'
import { valuesOn } from './dated.ts'
import type { Records } from './dated.ts'
import type { PositionValues } from './positions.ts'

/** To which unit a declaration belongs that names a person or a site (customs.md 9): codes of units, as of the day. */
export interface OrganisationDirectory {
  readonly unitOfPerson: (pseudonym: string, day: string) => string | undefined
  readonly unitOfSite: (code: string, day: string) => string | undefined
}

export interface DirectoryRecords {
  readonly assignments: readonly Assignment[]
  readonly positions: Records<Pick<PositionValues, 'unit'>>
  readonly sites: Records<{ readonly unit: string | null }>
}

export function directoryOf ({ assignments, positions, sites }: DirectoryRecords): OrganisationDirectory {
  const byPerson = Map.groupBy(assignments, ({ person }) => person)
  return {
    unitOfPerson: (pseudonym, day) => {
      const assignment = mainAssignment(byPerson.get(pseudonym) ?? [], day)
      return assignment === undefined ? undefined : valuesOn(positions.get(assignment.position) ?? [], day)?.unit
    },
    unitOfSite: (code, day) => valuesOn(sites.get(code) ?? [], day)?.unit ?? undefined
  }
}
