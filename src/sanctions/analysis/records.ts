import type { Period } from './periods.ts'

/** The query that lists exactly the sanctions a figure counts. Pure. */

export interface RecordsQuery {
  readonly query: string
  /** JSON. */
  readonly variables: string
}

export interface Counting extends Period {
  readonly groupBy: string
  readonly by: string
  readonly view: string
}

/** Posted as it is, with `after` for further pages. */
const QUERY = `query ($filter: SanctionFilter, $first: Int! = 100, $after: String) { sanctions(first: $first, after: $after, filter: $filter) { nodes {
  id authority authorityReference pillar severity factsTo decisionDate appealStatus orgUnitId } pageInfo { hasNextPage endCursor } } }`.replaceAll(/\s+/g, ' ')

/** Members of the filter by grouping; years and months are in the period, the whole has none. */
const MEMBER: Readonly<Record<string, string>> = {
  unit: 'unit', site: 'site', pillar: 'pillar', procedure: 'procedure', broker: 'broker', goods: 'goods', cause: 'cause', ai: 'ai', severity: 'severity', member_state: 'memberState'
}

/** @param key null where none is known. */
export function recordsOf ({ from, to, groupBy, by, view }: Counting, key: string | null): RecordsQuery {
  const member = MEMBER[groupBy]
  return { query: QUERY, variables: JSON.stringify({ filter: { by, from, to, view, ...(member === undefined ? {} : { [member]: key ?? '' }) } }) }
}

