import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { refuseImpossibleDays } from '../../platform/period.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { readInfringements } from '../analysis-store.ts'
import { exposureOf } from '../analysis/cells.ts'
import { conductOf } from '../analysis/conduct.ts'
import type { Conduct } from '../analysis/conduct.ts'
import { FIRST_DAY, LAST_DAY } from '../analysis/periods.ts'
import type { SanctionSettings } from '../analysis/settings.ts'
import { windowStart } from '../analysis/window.ts'
import { findSettings } from '../settings-store.ts'
import type { AnalysisDeps } from './analyse-sanctions.ts'
import type { RecordDeps } from './deps.ts'

export type ConductDeps = Pick<AnalysisDeps, 'db' | 'clock' | 'denominators'> & Pick<RecordDeps, 'correctiveActions'>

export interface ShownConduct extends Conduct {
  /** First day whose facts are in the window. */
  readonly windowFrom: string
  readonly settings: SanctionSettings
  readonly settingsRevision: number
}

/** The last three years up to a day, today if none is named. Annulled decisions are left out. @throws invalid-request. */
export function viewConduct (deps: ConductDeps, principal: Principal, day: string | undefined): Promise<ShownConduct> {
  const on = day ?? utcDay(deps.clock())
  refuseImpossibleDays({ from: on })
  if (windowStart(on) < FIRST_DAY || on > LAST_DAY) throw invalidRequest('The day cannot be reported.', { errors: [{ pointer: '/on', detail: `its window is not within ${FIRST_DAY} to ${LAST_DAY}`, hint: 'Choose another day' }] })
  return withOperatorReadOnly(deps.db, principal, 'sanctions:read', async (tx) => {
    const [windowFrom, { settings, revision }] = [windowStart(on), await findSettings(tx)]
    const rows = await readInfringements(tx, { from: windowFrom, to: on })
    const actionIds = [...new Set(rows.flatMap(({ correctiveActionIds }) => correctiveActionIds))]
    const actions = new Map((await deps.correctiveActions(tx, actionIds)).map((action) => [action.id, action]))
    const infringements = rows.map(({ correctiveActionIds, ...row }) => ({ ...row, correctiveActions: correctiveActionIds.flatMap((id) => actions.get(id) ?? []) }))
    const exposure = exposureOf(await deps.denominators(tx, { from: windowFrom, to: on, by: 'direction', months: false }))
    return { ...conductOf(infringements, exposure, settings, on), windowFrom, settings, settingsRevision: revision }
  }, deps.clock)
}
