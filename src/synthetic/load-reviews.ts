import type { KeyEntry } from './answer-key.ts'
import { addCounts, NOTHING_LOADED, sendRecord } from './load-perimeter.ts'
import type { LoadCount } from './load-perimeter.ts'
import type { Service } from './service.ts'
import type { Trader } from './trader.ts'
import { verdictOn } from './training/verdicts.ts'
import type { FoundHit, PlantedBy, Verdict } from './training/verdicts.ts'

/** Decides what checks found, as the trader's people would who know the answer key: findings of one error and cause together. */

/** What the key says, by MRN; in memory, a few numbers for each planted error. */
export class ReviewKey {
  readonly #planted = new Map<string, PlantedBy[]>()

  note ({ mrn, kind, checks }: KeyEntry): void {
    this.#planted.set(mrn, [...this.#planted.get(mrn) ?? [], { kind, checks }])
  }

  of (mrn: string): readonly PlantedBy[] {
    return this.#planted.get(mrn) ?? []
  }
}

/** Whose login the service's requests come with while findings are decided. */
export const DECIDER = 'P-04'
/** As many as one group takes. */
const TOGETHER = 1_000
const PAGE = 100

interface CheckFinding extends FoundHit { readonly id: string, readonly state: string, readonly decision: string | null }

export async function decideFindings (service: Service, trader: Trader, key: ReviewKey, subject: string): Promise<LoadCount> {
  await nameLogin(service, DECIDER, subject)
  const decided = new Map<string, { verdict: Verdict, ids: string[] }>()
  let there = 0
  for await (const finding of checkFindings(service)) {
    if (finding.decision !== null) there++
    if (finding.state !== 'open') continue
    const verdict = verdictOn(finding, key.of(finding.mrn), trader)
    if (verdict === undefined) continue
    const name = JSON.stringify(verdict)
    const group = decided.get(name) ?? { verdict, ids: [] }
    group.ids.push(finding.id)
    decided.set(name, group)
  }
  let count = { ...NOTHING_LOADED, there }
  for (const { verdict, ids } of decided.values()) {
    for (let first = 0; first < ids.length; first += TOGETHER) count = addCounts(count, await decide(service, verdict, ids.slice(first, first + TOGETHER)))
  }
  return count
}

/** A decision is that of a person: how competent he was stands with it. */
export async function nameLogin (service: Service, person: string, subject: string): Promise<void> {
  const path = `/v1/people/${person}/contact`
  const known = await service.request({ method: 'GET', path })
  if (known.status === 200 && (JSON.parse(known.body) as { subject?: string | null }).subject === subject) return
  const answer = await service.request({ method: 'PATCH', path, body: JSON.stringify({ subject }), mediaType: 'application/json', ifMatch: known.status === 200 ? known.etag ?? '*' : '*' })
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.body}`)
}

interface FindingPage { readonly data?: { readonly findings: { readonly nodes: readonly (Omit<CheckFinding, 'mrn'> & { declaration: { mrn: string | null } | null })[], readonly pageInfo: { hasNextPage: boolean, endCursor: string | null } } } }

async function * checkFindings (service: Service): AsyncGenerator<CheckFinding> {
  for (let after: string | null = null; ;) {
    const query = `query ($after: String) { findings(first: ${PAGE}, after: $after, filter: { source: check }) { nodes { id state decision check countedOn orgUnitId broker declaration { mrn } } pageInfo { hasNextPage endCursor } } }`
    const { body } = await service.request({ method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables: { after } }), mediaType: 'application/json' })
    const { data } = JSON.parse(body) as FindingPage
    if (data === undefined) throw new Error(`Findings could not be read: ${body.slice(0, 2000)}`)
    for (const { declaration, ...finding } of data.findings.nodes) yield { ...finding, mrn: declaration?.mrn ?? '' }
    after = data.findings.pageInfo.endCursor
    if (!data.findings.pageInfo.hasNextPage) return
  }
}

async function decide (service: Service, { decision, cause = 'other', why }: Verdict, findingIds: readonly string[]): Promise<LoadCount> {
  const { id } = await sendRecord(service, { path: '/v1/findings/groups', payload: { title: `${why}, ${cause}`, cause, findingIds } })
  await sendRecord(service, { path: `/v1/findings/groups/${id}/review`, payload: { decision, words: why, ...(decision === 'confirmed' ? { cause } : {}) } })
  return { created: findingIds.length, there: 0 }
}
