import type { App } from '../platform/http/route-config.ts'
import type { OperatorTx } from '../platform/db/operator-tx.ts'
import type { RecordDeps } from './deps.ts'
import { DOCUMENT_DOOR } from './documents/supporting-document.ts'
import { declarationsOf, settleStandings } from './documents/standings.ts'
import { EVIDENCE_DOOR } from './evidence/criteria-evidence.ts'
import { EXCISE_DOOR } from './excise/excise-movement.ts'
import { EXIT_DOOR } from './exits/exit-proof.ts'
import { bothSides } from '../platform/keeping/keep-records.ts'
import type { Change, Settle } from '../platform/keeping/keep-records.ts'
import { recordRoutes } from '../platform/keeping/record-routes.ts'
import { MOVEMENT_DOOR } from './movements/goods-movement.ts'
import { HOLDS } from './retention/hold-store.ts'
import { retentionRoutes } from './retention/retention-routes.ts'
import { settingRoutes } from './settings/setting-routes.ts'

const NO_SITE = { detail: 'is no site of yours', hint: 'Give the code of a site that is recorded under /v1/sites' }

export function recordsRoutes (app: App, deps: RecordDeps): void {
  const doors = [
    { door: DOCUMENT_DOOR, settle: settleDocuments(deps) },
    { door: MOVEMENT_DOOR, settle: examineAgain(deps) },
    { door: EXCISE_DOOR, settle: examineAgain(deps) },
    { door: EXIT_DOOR, settle: examineAgain(deps) },
    { door: EVIDENCE_DOOR, settle: async () => { /* nothing follows from evidence */ } }
  ]
  for (const { door, settle } of doors) recordRoutes(app, { db: deps.db, clock: deps.clock, bulk: deps.bulk, holds: HOLDS, named: { site: { known: deps.knownSites, ...NO_SITE } }, settle }, door)
  retentionRoutes(app, deps)
  settingRoutes(app, deps)
}

/** The standing of each declaration moves with its documents, and what was said of it is looked at again. */
export const settleDocuments = ({ datasetOf, lookAgainAt }: Pick<RecordDeps, 'datasetOf' | 'lookAgainAt'>): Settle => async (tx: OperatorTx, changes: readonly Change[]) => {
  if (changes.length === 0) return
  const contents = bothSides(changes)
  const declarations = await declarationsOf(tx, contents)
  await settleStandings(tx, datasetOf, declarations.map(({ id }) => id))
  await lookAgainAt(tx, { mrns: [...contents.flatMap(({ mrn }) => typeof mrn === 'string' && mrn !== '' ? [mrn] : []), ...declarations.flatMap(({ mrn }) => mrn ?? [])] })
}

const examineAgain = ({ lookAgainAt }: Pick<RecordDeps, 'lookAgainAt'>): Settle => async (tx: OperatorTx, changes: readonly Change[]) => {
  await lookAgainAt(tx, { mrns: bothSides(changes).flatMap(({ mrn }) => typeof mrn === 'string' ? [mrn] : []) })
}
