import { v7 as uuidV7 } from 'uuid'
import { canonicalJson } from '../../platform/log/canonical-json.ts'
import { findCheck } from '../checks/catalogue.ts'
import type { CheckResult } from '../checks/evaluate.ts'
import type { Money, Severity, Values } from '../checks/check.ts'
import type { FindingPlace } from './examination-record.ts'

/**
 * What an examination means for the findings of a declaration: which open, which change, which close. Pure but for new ids.
 *
 * People's decisions stand: a dismissed finding stays dismissed while its values are the same, a confirmed one stays as evidence
 * whatever later versions say. Only what nobody has decided closes itself, when the check no longer finds it.
 */

export interface KeptFinding {
  readonly id: string
  readonly source: string
  readonly checkId: string | null
  readonly itemNumber: number | null
  readonly state: 'open' | 'confirmed' | 'dismissed' | 'in_correction' | 'closed'
  readonly decision: 'confirmed' | 'dismissed' | null
  readonly closedBecause: string | null
  readonly severity: Severity
  readonly pillar: string
  readonly message: string
  readonly values: Values
  /** AI system and version that proposed what was found wrong (`proposerOf`); null for people's. */
  readonly proposedBy: string | null
  readonly place: FindingPlace
}

export interface OpenedFinding {
  readonly id: string
  readonly source: 'check' | 'customs'
  readonly check: string | null
  readonly checkVersion: number | null
  readonly itemNumber: number | null
  readonly pillar: string
  readonly severity: Severity
  readonly message: string
  readonly values: Values
  readonly atStake: Money | null
  readonly legalRef: string
}

export interface FindingChanges {
  readonly opened: readonly OpenedFinding[]
  /** Open findings that the check found again. */
  readonly refreshed: readonly { readonly kept: KeptFinding, readonly hit: CheckResult }[]
  /** Open findings that the check no longer finds, because the declaration or what is known of it has changed. */
  readonly cured: readonly KeptFinding[]
  /** Open findings of a check that is off now, or whose rule, lists or master data have changed: the declaration is what it was. */
  readonly withdrawn: readonly KeptFinding[]
}

const placeOf = (check: string | null, itemNumber: number | null): string => `${check ?? ''}|${itemNumber ?? ''}`

/** What the examination before went by, beside this one. */
export interface Judged {
  /** By the same rules. */
  readonly byRules: boolean
  /** By the same rules, lists and settings, and the same knowledge of goods, suppliers and licences. */
  readonly byAll: boolean
}

/** @param judged alike before. @param version that is examined. */
export function findingChanges (kept: readonly KeptFinding[], results: readonly CheckResult[], judged: Judged, version: number): FindingChanges {
  const hits = results.filter(({ outcome }) => outcome === 'hit')
  const places = Map.groupBy(kept.filter(({ source }) => source === 'check'), ({ checkId, itemNumber }) => placeOf(checkId, itemNumber))
  const opened: OpenedFinding[] = []
  const refreshed: { kept: KeptFinding, hit: CheckResult }[] = []
  const found = new Set<string>()
  for (const hit of hits) {
    const place = placeOf(hit.check, hit.itemNumber)
    found.add(place)
    const known = places.get(place) ?? []
    const open = known.find(({ state }) => state === 'open')
    if (open !== undefined) refreshed.push({ kept: open, hit })
    else if (!known.some((finding) => isDecidedFor(finding, hit))) opened.push(openedBy(hit))
  }
  const asked = new Set(results.map(({ check }) => check))
  const gone = kept.filter(({ source, state, checkId, itemNumber }) => source === 'check' && state === 'open' && !found.has(placeOf(checkId, itemNumber)))
  const isJudgedAlike = (checkId: string): boolean => findCheck(checkId)?.rule.settledLater === true ? judged.byRules : judged.byAll
  const isWithdrawn = ({ checkId, place }: KeptFinding): boolean => !asked.has(checkId ?? '') || (!isJudgedAlike(checkId ?? '') && place.version === version)
  return { opened, refreshed, cured: gone.filter((finding) => !isWithdrawn(finding)), withdrawn: gone.filter(isWithdrawn) }
}

/** Confirmed: the error is known. Dismissed: a person has looked at these very values. */
function isDecidedFor (finding: KeptFinding, hit: CheckResult): boolean {
  if (finding.decision === 'confirmed') return true
  return finding.decision === 'dismissed' && canonicalJson(finding.values) === canonicalJson(hit.values)
}

export function openedBy (hit: CheckResult): OpenedFinding {
  return {
    id: uuidV7(), source: 'check', check: hit.check, checkVersion: hit.version, itemNumber: hit.itemNumber, pillar: hit.pillar, severity: hit.severity,
    message: hit.message ?? '', values: hit.values, atStake: hit.atStake, legalRef: hit.legalRef
  }
}
