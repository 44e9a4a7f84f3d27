import { LAPSED } from '../training/sessions.ts'

/**
 * Who decides proposals, by unit: five at least on every day, so that figures tell of nobody; trained in the pillar all year, but for one
 * whose training in classification lapsed. Pure data.
 */
const BY_UNIT: Readonly<Record<string, readonly string[]>> = {
  'import-ports': ['P-10', 'P-11', 'P-30', 'P-31', 'P-32'], 'operations-north': [LAPSED, 'P-14', 'P-15', 'P-34', 'P-35'], 'operations-centre': ['P-05', 'P-04', 'P-17', 'P-36', 'P-39']
}

export function reviewersOf (unit: string): readonly string[] {
  const people = BY_UNIT[unit]
  if (people === undefined) throw new Error(`Nobody decides proposals in ${unit}`)
  return people
}
