import { isAiErrorEvidence, isFindingEvidence, isSanctionEvidence } from '../catalogue/evidence-mapping.ts'
import type { EvidenceMapping } from '../catalogue/evidence-mapping.ts'
import { isAt } from './combined-scope.ts'
import type { CombinedScope, Place } from './combined-scope.ts'
import type { ConfirmedFinding, EvidenceFacts, RiskSanction, WrongOutput } from './evidence-facts.ts'
import type { EvidenceEvent, EvidenceLink } from './risk-evidence.ts'
import type { Days } from './windows.ts'

/**
 * The events of one risk: each real-world event once (risk-method.md 1). Pure.
 *
 * A declaration is one event, however many findings and wrong proposals there are of it. A sanction that is of a declaration or a finding
 * which counts already is the same event, and so is one for another finding of such a declaration; one that is of several of them adds
 * none. What is of no declaration counts by itself.
 */
export function eventsOf (mapping: EvidenceMapping, scope: CombinedScope, days: Days, facts: EvidenceFacts): EvidenceEvent[] {
  const events = new Events()
  const isIn = (day: string, pillar: string): boolean => day >= days.from && day <= days.to && (scope.pillars.length === 0 || (scope.pillars as readonly string[]).includes(pillar))
  for (const finding of facts.findings) {
    if (isIn(finding.countedOn, finding.pillar) && isFindingEvidence(mapping, finding) && isAt(scope, placeOfFinding(finding, facts))) events.addFinding(finding)
  }
  for (const output of facts.wrongOutputs) {
    if (isIn(output.madeOn, output.pillar) && isAiErrorEvidence(mapping, output) && isOutputAt(scope, output, facts)) events.addOutput(output)
  }
  for (const sanction of facts.sanctions) {
    if (isIn(sanction.factsOn, sanction.pillar) && isSanctionEvidence(mapping, sanction) && isSanctionAt(scope, sanction, facts)) events.addSanction(sanction, declarationsOfLinked(sanction, facts))
  }
  return events.list()
}

const placeOfFinding = ({ declarationId, itemNumber }: Pick<ConfirmedFinding, 'declarationId' | 'itemNumber'>, { placeOf }: EvidenceFacts): Place | undefined =>
  declarationId === null ? undefined : placeOf(declarationId, itemNumber)

/** At one of its declarations' places. */
const isOutputAt = (scope: CombinedScope, { declarationIds }: WrongOutput, { placeOf }: EvidenceFacts): boolean =>
  declarationIds.length === 0 || declarationIds.some((id) => isAt(scope, placeOf(id, null)))

/** At one of its sites, or where a finding was that it is linked with. */
function isSanctionAt (scope: CombinedScope, { sites, procedures, findingIds }: RiskSanction, facts: EvidenceFacts): boolean {
  if (scope.sites.length === 0 && scope.procedures.length === 0) return true
  const isAtSite = (site: string | null): boolean => isAt(scope, { site, procedures: procedures.map(requested) })
  const linked = sites.length > 0 ? [] : linkedFindings(findingIds, facts)
  return linked.length > 0 ? linked.some((finding) => isAt(scope, placeOfFinding(finding, facts))) : sites.length > 0 ? sites.some(isAtSite) : isAtSite(null)
}

/** Kept with the list: it is long, and each risk asks. */
const BY_ID = new WeakMap<EvidenceFacts['findings'], ReadonlyMap<string, ConfirmedFinding>>()

function linkedFindings (ids: readonly string[], { findings }: Pick<EvidenceFacts, 'findings'>): ConfirmedFinding[] {
  if (ids.length === 0) return []
  const byId = BY_ID.get(findings) ?? new Map(findings.map((finding) => [finding.id, finding]))
  BY_ID.set(findings, byId)
  return ids.map((id) => byId.get(id)).filter((finding) => finding !== undefined)
}

const declarationsOfLinked = ({ findingIds }: RiskSanction, facts: EvidenceFacts): string[] => linkedFindings(findingIds, facts).map(({ declarationId }) => declarationId).filter((id) => id !== null)

const requested = (procedure: string): string => procedure.slice(0, 2)

interface Gathered { readonly event: string, readonly links: EvidenceLink[] }

class Events {
  readonly #events = new Map<string, Gathered>()
  /** Event of each declaration and finding that counts. */
  readonly #known = new Map<string, string>()

  addFinding ({ id, declarationId, source, countedOn }: ConfirmedFinding): void {
    const event = declarationId === null ? `finding:${id}` : `declaration:${declarationId}`
    this.#add(event, { kind: source === 'sample' ? 'sample' : 'finding', id, day: countedOn, href: `/v1/findings/${id}` }, [`finding:${id}`, event])
  }

  addOutput ({ id, madeOn, declarationIds }: WrongOutput): void {
    const names = declarationIds.map((declaration) => `declaration:${declaration}`)
    const event = this.#knownOf(names) ?? names[0] ?? `ai_output:${id}`
    this.#add(event, { kind: 'ai_error', id, day: madeOn, href: `/v1/ai-outputs/${id}` }, names)
  }

  addSanction ({ id, factsOn, declarationIds, findingIds }: RiskSanction, ofFindings: readonly string[]): void {
    const names = [...[...declarationIds, ...ofFindings].map((declaration) => `declaration:${declaration}`), ...findingIds.map((finding) => `finding:${finding}`)]
    this.#add(this.#knownOf(names) ?? `sanction:${id}`, { kind: 'sanction', id, day: factsOn, href: `/v1/sanctions/${id}` }, names)
  }

  /** By day of what speaks for it first. */
  list (): EvidenceEvent[] {
    return [...this.#events.values()]
      .map(({ event, links }) => ({ event, links: links.toSorted((a, b) => compare(a.day, b.day) || compare(a.kind, b.kind) || compare(a.id, b.id)) }))
      .map(({ event, links }) => ({ event, day: (links[0] as EvidenceLink).day, links }))
      .toSorted((a, b) => compare(a.day, b.day) || compare(a.event, b.event))
  }

  #knownOf (names: readonly string[]): string | undefined {
    return names.map((name) => this.#known.get(name)).find((event) => event !== undefined)
  }

  #add (event: string, link: EvidenceLink, names: readonly string[]): void {
    const gathered = this.#events.get(event) ?? { event, links: [] }
    gathered.links.push(link)
    this.#events.set(event, gathered)
    for (const name of names) if (!this.#known.has(name)) this.#known.set(name, event)
  }
}

const compare = (one: string, other: string): number => one < other ? -1 : one > other ? 1 : 0
