import { textArray } from '../../platform/db/binary-array.ts'
import { CHECKS } from '../checks/catalogue.ts'
import { addDays } from '../checks/elements.ts'
import type { CheckResult } from '../checks/evaluate.ts'
import type { Severity } from '../checks/check.ts'
import type { OpenedFinding } from './finding-changes.ts'
import { sumObservations } from './observations.ts'
import type { GoodsObservation } from './observations.ts'
import { addLetters, detailsOf, failingItemsOf, outcomeLetters, reviewOnOf } from './outcome-letters.ts'

/** Collects what the examinations of a batch write, for `aeo.record_examinations`. Pure. */

/** Where a finding counts. */
export interface FindingPlace {
  readonly declarationId: string
  readonly version: number
  readonly countedOn: string
  readonly orgUnitId: string | null
  /** EORI of the representative; null when the declarant acts for himself. */
  readonly broker: string | null
}

type Change = 'opened' | 'confirmed' | 'dismissed' | 'cured'

/** What the totals of findings are kept by. */
export interface CountedFinding {
  readonly severity: Severity
  readonly pillar: string
  readonly check: string | null
  readonly source: string
  readonly countedOn: string
  readonly orgUnitId: string | null
  readonly broker: string | null
  /** AI system and version that proposed what it is about (`proposerOf`); null for people's. */
  readonly proposedBy: string | null
}

interface FindingDelta { day: string, severity: Severity, pillar: string, check: string, unit: string, broker: string, proposer?: string, opened: number, confirmed: number, dismissed: number, cured: number }

/** What is to be added to the totals of findings; the database spreads it over their dimensions (`aeo.move_finding_totals`). */
export class FindingTotals {
  readonly #deltas = new Map<string, FindingDelta>()

  move ({ countedOn, severity, pillar, check, source, orgUnitId, broker, proposedBy }: CountedFinding, change: Change, by: 1 | -1): void {
    const named = { day: countedOn, severity, pillar, check: check ?? source, unit: orgUnitId ?? '', broker: broker ?? '', ...proposedBy === null ? {} : { proposer: proposedBy } }
    const identity = JSON.stringify(named)
    let delta = this.#deltas.get(identity)
    if (delta === undefined) {
      delta = { ...named, opened: 0, confirmed: 0, dismissed: 0, cured: 0 }
      this.#deltas.set(identity, delta)
    }
    delta[change] += by
  }

  rows (): FindingDelta[] {
    return [...this.#deltas.values()].filter(({ opened, confirmed, dismissed, cured }) => opened !== 0 || confirmed !== 0 || dismissed !== 0 || cured !== 0)
  }
}

/** What became of a declaration, for the rates: whether its goods were released, and that without anything to set right. */
export interface Quality {
  readonly released: boolean
  /** Released with no rejection, amendment, invalidation or correction, before release or after. */
  readonly rightFirstTime: boolean
}

/** What checks answered, as far as totals count it. */
export interface CountedOutcomes {
  /** A letter per check. */
  readonly outcomes: string
  /** Items that a check of severity error hit. */
  readonly failingItems: number
}

/** In the order of the parameters of `aeo.record_examinations`. */
type ExaminationRow = readonly [declaration: string, version: string, outcomes: string, details: string, day: string, unit: string | null, broker: string | null, released: string, right: string, review: string | null]
const EXAMINATION_COLUMNS = 10

interface QualityDelta { day: string, unit: string, broker: string, declarations: number, released: number, right: number, failing: number }

export class ExaminationRecord {
  readonly findingTotals = new FindingTotals()
  readonly #release: string
  readonly #contextVersion: number
  readonly #today: string
  readonly #examinations: ExaminationRow[] = []
  readonly #findings: object[] = []
  readonly #links: object[] = []
  readonly #observations: GoodsObservation[] = []
  readonly #counts = new Map<string, number[]>()
  readonly #qualities = new Map<string, QualityDelta>()

  constructor (release: string, contextVersion: number, today: string) {
    this.#release = release
    this.#contextVersion = contextVersion
    this.#today = today
  }

  /** @param unsettledOn day on which it is looked at again whatever the checks say; null for none. */
  addExamination (place: FindingPlace, quality: Quality, results: readonly CheckResult[], seen: Parameters<typeof detailsOf>[1], unsettledOn: string | null): void {
    const first = [reviewOnOf(results), unsettledOn].filter((day) => day !== null).toSorted()[0] ?? null
    // Today is being answered now; looking again before tomorrow would never end.
    const review = first !== null && first <= this.#today ? addDays(this.#today, 1) : first
    const outcomes = outcomeLetters(results, CHECKS)
    this.#examinations.push([
      place.declarationId, String(place.version), outcomes, JSON.stringify(detailsOf(results, seen)), place.countedOn, place.orgUnitId, place.broker,
      String(quality.released), String(quality.rightFirstTime), review
    ])
    this.count(place, quality, { outcomes, failingItems: failingItemsOf(results) }, 1)
  }

  /** Counts an examination in, or takes one out that no longer counts. */
  count (place: Pick<FindingPlace, 'countedOn' | 'orgUnitId' | 'broker'>, quality: Quality, { outcomes, failingItems }: CountedOutcomes, sign: 1 | -1): void {
    this.#countOutcomes(place.countedOn, outcomes, sign)
    const named = { day: place.countedOn, unit: place.orgUnitId ?? '', broker: place.broker ?? '' }
    const identity = JSON.stringify(named)
    const known = this.#qualities.get(identity) ?? { ...named, declarations: 0, released: 0, right: 0, failing: 0 }
    this.#qualities.set(identity, {
      ...known, declarations: known.declarations + sign, released: known.released + (quality.released ? sign : 0), right: known.right + (quality.rightFirstTime ? sign : 0),
      failing: known.failing + sign * failingItems
    })
  }

  #countOutcomes (day: string, outcomes: string, sign: 1 | -1): void {
    let counts = this.#counts.get(day)
    if (counts === undefined) {
      counts = Array.from({ length: CHECKS.length * 4 }, () => 0)
      this.#counts.set(day, counts)
    }
    addLetters(counts, outcomes, sign)
  }

  /** @param proposedBy of the element that it is about; null where no AI system is stated. */
  openFinding (place: FindingPlace, finding: OpenedFinding, proposedBy: string | null): void {
    this.#findings.push({
      id: finding.id, source: finding.source, check: finding.check, rule: finding.checkVersion, declaration: place.declarationId, version: place.version,
      item: finding.itemNumber, pillar: finding.pillar, severity: finding.severity, message: finding.message, values: finding.values,
      stake: finding.atStake?.amount ?? null, currency: finding.atStake?.currency ?? null, legal: finding.legalRef,
      day: place.countedOn, unit: place.orgUnitId, broker: place.broker, ...proposedBy === null ? {} : { proposer: proposedBy }
    })
    this.findingTotals.move({ ...finding, ...place, proposedBy }, 'opened', 1)
  }

  observe (observations: readonly GoodsObservation[]): void {
    this.#observations.push(...observations)
  }

  link (declarationId: string, references: readonly string[]): void {
    for (const reference of references) this.#links.push({ reference, declaration: declarationId })
  }

  /** The examinations as arrays, a column each. */
  columns (): Buffer[] {
    return Array.from({ length: EXAMINATION_COLUMNS }, (_, column) => textArray(this.#examinations.map((row) => row[column] ?? null)))
  }

  /** All but the examinations. */
  json (): string {
    return JSON.stringify({
      release: this.#release,
      contextVersion: this.#contextVersion,
      findings: this.#findings,
      links: this.#links,
      // As a literal: reading an array of JSON takes the database several times as long.
      checkTotals: [...this.#counts].filter(([, counts]) => counts.some((count) => count !== 0)).map(([day, counts]) => ({ day, counts: `{${counts.join(',')}}` })),
      findingTotals: this.findingTotals.rows(),
      qualityTotals: [...this.#qualities.values()].filter(({ declarations, released, right, failing }) => declarations !== 0 || released !== 0 || right !== 0 || failing !== 0),
      observations: sumObservations(this.#observations).map(({ goodsRef, supplierRef, month, kind, value, count }) => ({ goods: goodsRef, supplier: supplierRef, month, kind, value, count }))
    })
  }
}
