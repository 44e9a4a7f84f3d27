import type { Principal } from '../../platform/access.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { Area } from '../catalogue/areas.ts'
import type { RiskDeps } from '../deps.ts'
import { READ, WRITE } from '../register/risk-operations.ts'
import { appetitesOf } from './appetite.ts'
import type { AreaAppetite, SetAppetite } from './appetite.ts'
import * as store from './appetite-store.ts'
import type { NewAppetite } from './schemas.ts'
import { revisionOf } from './wire.ts'

/** Setting and reading what areas may cost. */

type Deps = Pick<RiskDeps, 'db' | 'clock'>

export function listAreas ({ db }: Pick<RiskDeps, 'db'>, principal: Principal): Promise<AreaAppetite[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => appetitesOf(await store.setAppetites(tx)))
}

export function findAppetite ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, area: Area): Promise<AreaAppetite> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => ({ area, set: (await store.setAppetites(tx, area))[0] ?? null }))
}

/** @throws whatever `demand` throws for another revision than that of the appetite that holds; 0 where none was set. */
export function setAppetite ({ db, clock }: Deps, principal: Principal, area: Area, input: NewAppetite, demand: (revision: string) => void): Promise<AreaAppetite> {
  return withOperator(db, principal, WRITE, async (tx) => {
    const before = await store.lockArea(tx, area)
    demand(revisionOf({ set: before ?? null }))
    const { acceptableScore, appetiteEur, reason } = input
    const set: SetAppetite = { area, number: (before?.number ?? 0) + 1, acceptableScore, appetiteEur, reason, setBy: await resolveActor(tx.query, tx.operatorId, principal.subject), recordedAt: tx.at }
    await store.insertAppetite(tx, set)
    const shown = (one: SetAppetite | undefined) => one === undefined ? null : { acceptableScore: one.acceptableScore, appetiteEur: one.appetiteEur }
    tx.log('risk_appetite.set', `risk_appetite:${area}`, { area, number: set.number, before: shown(before), after: shown(set) })
    return { area, set }
  }, clock)
}

const NUMBER_KEY = /^[1-9][0-9]{0,8}$/

/** Last first. */
export function listHistory ({ db }: Pick<RiskDeps, 'db'>, principal: Principal, area: Area, { limit = DEFAULT_PAGE, cursor }: { readonly limit?: number | undefined, readonly cursor?: string | undefined }): Promise<{ items: SetAppetite[], nextCursor: string | null }> {
  const [before] = cursor === undefined ? [] : openCursor('risk appetites', cursor, [NUMBER_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const rows = await store.listAppetites(tx, area, limit + 1, before === undefined ? undefined : Number(before))
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rows.length > limit && last !== undefined ? sealCursor('risk appetites', [String(last.number)]) : null }
  })
}
