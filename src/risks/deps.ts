import type { Principal } from '../platform/access.ts'
import type { AskPeople } from '../platform/acting-person.ts'
import type { Database } from '../platform/db/pool.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { Holds } from '../platform/keeping/keep-records.ts'
import type { Holdable } from '../platform/keeping/legal-holds.ts'
import type { SimulationPlaces } from './assess/simulations.ts'
import type { CaseSources } from './controls/automatic-test.ts'
import type { FollowUpSources } from './follow-ups/sources.ts'
import type { ReportSources } from './report/report-context.ts'
import type { EvidenceSources } from './evidence/deps.ts'

/** Which of the codes are known, in the caller's transaction, with one statement. */
export type Known = (tx: OperatorTx, codes: readonly string[]) => Promise<ReadonlySet<string>>

/** Colour by name of the key figure; no_threshold: it has a value and no colour. Left out or null: there is no data, or it is not for this reader. */
export type IndicatorLevels = ReadonlyMap<string, 'green' | 'amber' | 'red' | 'no_threshold' | null>

/** What risks ask of the rest of the system. */
export interface RiskDeps {
  readonly db: Database
  readonly clock: () => Date
  /** Legal holds: whoever puts words away shares them, so that nothing is erased meanwhile. */
  readonly holds: Holds
  /** Whether a legal hold keeps a thing of a class. Asked before anything is locked: it takes the lock that setting a hold takes. */
  readonly heldBack: (tx: OperatorTx) => Promise<(thing: Holdable) => boolean>
  readonly knownSites: Known
  readonly knownPositions: Known
  /** Which of the pseudonyms are people. */
  readonly knownPeople: Known
  /** Whether the person holds the position on the day, or stands in for whoever does. */
  readonly holdsPosition: (tx: OperatorTx, person: string, position: string, day: string) => Promise<boolean>
  /** Which of the positions the person holds on the day, or stands in for whoever does; with one statement. */
  readonly positionsHeld: (tx: OperatorTx, person: string, positions: readonly string[], day: string) => Promise<ReadonlySet<string>>
  /** What the report of an audit shows beside its risks. */
  readonly report: ReportSources
  /** What becomes of what an audit finds. */
  readonly followUps: FollowUpSources
  /** Ids of the checks of declarations. */
  readonly checks: ReadonlySet<string>
  /** Who counts for tests that the system makes by itself. */
  readonly testSources: CaseSources
  /** What the rest of the system keeps of what went wrong, and how much was done. */
  readonly evidence: EvidenceSources
  /** Names of the key figures. */
  readonly indicators: ReadonlySet<string>
  /** Colours of key figures over days, in transactions of its own. @throws forbidden without the right to read reports. */
  readonly indicatorLevels: (principal: Principal, names: readonly string[], days: { readonly from: string, readonly to: string }) => Promise<IndicatorLevels>
  /** Ids of training needs, and codes of courses: what a finished treatment may go on as. */
  readonly knownTrainingNeeds: Known
  readonly knownCourses: Known
  /** Who is behind a login: what is asked for or signed stands with the person. */
  readonly people: AskPeople
  /** Where years are simulated; the threads of this process if absent. */
  readonly simulations?: SimulationPlaces | undefined
}
