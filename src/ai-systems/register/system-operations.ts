import { v7 as uuidV7 } from 'uuid'
import { RULE_SET } from '../../ai-act/shipped-rules.ts'
import type { Principal } from '../../platform/access.ts'
import { isDay, utcDay } from '../../platform/calendar.ts'
import { fittingRows } from '../../platform/db/fitting-rows.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import type { KeyPart } from '../../platform/http/pages.ts'
import { decideOnce } from '../../platform/idempotency/decide-once.ts'
import type { StoredAnswer } from '../../platform/idempotency/idempotency.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import type { AiSystemDeps } from '../deps.ts'
import { BINDING_STATUSES } from '../obligations/obligation.ts'
import { invalid, systemNotFound, systemRetired } from '../problems.ts'
import { refuseUnknownNames } from './named-things.ts'
import type { KeptStatus, KeptSystem, KeptVersion } from './kept-system.ts'
import type { NewSystem, SystemPatch } from './schemas.ts'
import * as store from './system-store.ts'
import type { SystemFilter } from './system-store.ts'
import { changeOf, mattersForCustoms } from './system.ts'
import type { Holder, SystemContent } from './system.ts'
import { systemToWire } from './wire.ts'

/** Registering, changing and reading AI systems. */

const READ = 'ai:read'
const WRITE = 'ai:write'
const ROUTE = '/v1/ai-systems'
export const NO_SYSTEM = 'No AI system of yours has this id.'

/** @throws invalid-request; ai-system-exists. */
export function createSystem (deps: AiSystemDeps, principal: Principal, input: NewSystem, idempotencyKey: string | string[] | undefined): Promise<StoredAnswer> {
  const { db, clock } = deps
  return decideOnce({ db, principal, scope: WRITE, route: `POST ${ROUTE}`, idempotencyKey, input, clock }, async (tx) => {
    const { code, validFrom = utcDay(tx.at), ...stated } = input
    refuseDay(validFrom, undefined, utcDay(tx.at))
    const content = contentOf(stated)
    await refuseUnknownNames(tx, deps, undefined, content)
    const id = uuidV7()
    const recordedBy = await resolveActor(tx.query, tx.operatorId, principal.subject)
    const { fields, questions } = changeOf(RULE_SET, undefined, content)
    await store.insertSystem(tx, { id, code, on: validFrom, provider: content.provider })
    await store.insertVersion(tx, id, { version: 1, validFrom, material: true, fields, questions, content, recordedBy })
    await store.setPillars(tx, id, content.pillars)
    await store.addStatuses(tx, [{ systemId: id, status: 'proposed', validFrom, reason: 'Registered', legalReviewReference: null, legalReviewSha256: null, decidedBy: recordedBy, introduces: false }])
    tx.log('ai_system.proposed', `ai_system:${id}`, { system: code, on: validFrom, pillars: content.pillars, autonomy: content.autonomy, operatedBy: content.operatedBy, questions })
    const system = await found(tx, id)
    return { status: 201, headers: { location: `${ROUTE}/${id}`, etag: `"${system.revision}"` }, body: JSON.stringify(systemToWire(system)) }
  })
}

/**
 * Absent stays, null clears; every change is a version. A material change of a system that was ever in use is what customs is told of.
 * @throws ai-system-not-found, ai-system-retired; invalid-request; whatever `demand` throws for another revision.
 */
export function changeSystem (deps: AiSystemDeps, principal: Principal, id: string, input: SystemPatch, demand: (revision: number) => void): Promise<KeptSystem> {
  return withOperator(deps.db, principal, WRITE, async (tx) => {
    const before = await store.lockSystem(tx, id)
    if (before === undefined) throw systemNotFound(NO_SYSTEM)
    demand(before.revision)
    if (before.status === 'retired') throw systemRetired('It stays as it was.')
    const { validFrom = utcDay(tx.at), ...stated } = input
    refuseDay(validFrom, before.validFrom, utcDay(tx.at))
    // A list or an object is given whole, so what is stated takes the place of what was.
    const content = contentOf({ ...before.content, ...stated } as Stated)
    const change = changeOf(RULE_SET, before.content, content)
    if (change.fields.length === 0) return before
    await refuseUnknownNames(tx, deps, before.content, content)
    const version: Omit<KeptVersion, 'recordedAt'> = { version: before.version + 1, validFrom, ...change, content, recordedBy: await resolveActor(tx.query, tx.operatorId, principal.subject) }
    await store.insertVersion(tx, id, version)
    await store.setVersion(tx, id, version)
    if (change.fields.includes('pillars')) await store.setPillars(tx, id, content.pillars)
    tx.log(eventOf(before, change.material, content), `ai_system:${id}`, { system: before.code, on: validFrom, version: version.version, material: change.material, fields: change.fields, questions: change.questions })
    if (change.material && BINDING_STATUSES.includes(before.status)) await deps.literacyNeeded(tx, { system: before.code, because: 'changed' })
    return await found(tx, id)
  }, deps.clock)
}

/** Before it comes into use nothing takes part in anything, so a change is no change of how the company works. */
function eventOf (before: KeptSystem, material: boolean, after: SystemContent): string {
  if (!material) return 'ai_system.described'
  const concerns = mattersForCustoms(RULE_SET, before.content) || mattersForCustoms(RULE_SET, after)
  return before.introducedOn !== null && concerns ? 'ai_system.changed' : 'ai_system.revised'
}

/** @param on undefined: as it is now. @throws ai-system-not-found, also for a day on which it did not exist; invalid-request. */
export function findSystem ({ db }: Pick<AiSystemDeps, 'db'>, principal: Principal, id: string, on: string | undefined): Promise<KeptSystem> {
  refuseQueryDay(on)
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const system = await store.findSystem(tx, id, on)
    if (system === undefined) throw systemNotFound(NO_SYSTEM)
    return system
  })
}

const CODE_KEY: KeyPart = /^[!-~]([ -~]{0,62}[!-~])?$/
export type SystemQuery = SystemFilter & { readonly on?: string | undefined, readonly limit?: number | undefined, readonly cursor?: string | undefined }

/** A page, in the order of codes. */
export function listSystems ({ db }: Pick<AiSystemDeps, 'db'>, principal: Principal, { on, limit = DEFAULT_PAGE, cursor, ...filter }: SystemQuery): Promise<{ items: KeptSystem[], nextCursor: string | null }> {
  refuseQueryDay(on)
  const [after] = cursor === undefined ? [] : openCursor('AI systems', cursor, [CODE_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await store.listSystems(tx, filter, { on, after, limit: most }))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor('AI systems', [last.code]) : null }
  })
}

/** How many there are, by class, pillar, status or provider. @param on undefined: as they are now. */
export function countSystems ({ db }: Pick<AiSystemDeps, 'db'>, principal: Principal, by: store.CountedBy, on: string | undefined): Promise<store.SystemCount[]> {
  refuseQueryDay(on)
  return withOperatorReadOnly(db, principal, READ, async (tx) => await store.countSystems(tx, by, on))
}

export interface PageOfSteps { readonly limit?: number | undefined, readonly cursor?: string | undefined }
const NUMBER_KEY: KeyPart = /^[1-9][0-9]{0,8}$/

/** Last first. @throws ai-system-not-found. */
export function listVersions (deps: Pick<AiSystemDeps, 'db'>, principal: Principal, id: string, page: PageOfSteps): Promise<{ items: KeptVersion[], nextCursor: string | null }> {
  return steps(deps, principal, id, page, 'AI system versions', store.listVersions, ({ version }) => version)
}

/** Last first. @throws ai-system-not-found. */
export function listStatuses (deps: Pick<AiSystemDeps, 'db'>, principal: Principal, id: string, page: PageOfSteps): Promise<{ items: KeptStatus[], nextCursor: string | null }> {
  return steps(deps, principal, id, page, 'AI system statuses', store.listStatuses, ({ number }) => number)
}

/** A page of what a system has numbered, last first. @throws ai-system-not-found. */
export function steps<Step> ({ db }: Pick<AiSystemDeps, 'db'>, principal: Principal, id: string, { limit = DEFAULT_PAGE, cursor }: PageOfSteps, purpose: string,
  read: (tx: OperatorTx, id: string, limit: number, before: number | undefined) => Promise<Step[]>, numberOf: (step: Step) => number): Promise<{ items: Step[], nextCursor: string | null }> {
  const [before] = cursor === undefined ? [] : openCursor(purpose, cursor, [NUMBER_KEY])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    if (await store.findSystem(tx, id) === undefined) throw systemNotFound(NO_SYSTEM)
    const { items, more } = await fittingRows(tx, limit, async (tx, most) => await read(tx, id, most, before === undefined ? undefined : Number(before)))
    const last = items.at(-1)
    return { items, nextCursor: more && last !== undefined ? sealCursor(purpose, [String(numberOf(last))]) : null }
  })
}

type Stated = Omit<NewSystem, 'code' | 'validFrom' | 'deputy' | 'productVersion' | 'representative'> & { readonly deputy?: Holder | null, readonly productVersion?: string | null, readonly representative?: string | null }

/** Each member in its place, so that equal contents are equal texts. */
function contentOf (stated: Stated): SystemContent {
  const { name, purpose, owner, deputy = null, users, provider, productVersion = null, models = [], technique, deployment, subProcessors = [], data, autonomy, operatedBy, representative = null, review } = stated
  return {
    name, purpose, pillars: inOrder(stated.pillars), processSteps: inOrder(stated.processSteps), owner: holderOf(owner), deputy: deputy === null ? null : holderOf(deputy),
    users: { units: [...users?.units ?? []], positions: [...users?.positions ?? []] }, provider, productVersion,
    models: models.map((model) => ({ name: model.name, version: model.version, provider: model.provider ?? null })), roles: inOrder(stated.roles), technique, deployment,
    processingCountries: inOrder(stated.processingCountries ?? []), subProcessors: subProcessors.map((processor) => ({ name: processor.name, country: processor.country, task: processor.task ?? null })),
    data: { categories: inOrder(data.categories), legalBasis: data.legalBasis ?? null, trainingUseAllowed: data.trainingUseAllowed }, contractClauses: inOrder(stated.contractClauses ?? []),
    outputRecipients: inOrder(stated.outputRecipients ?? []), autonomy, operatedBy, representative, review: { mode: review.mode, rule: review.rule }
  }
}

const inOrder = <Value extends string>(values: readonly Value[]): Value[] => values.toSorted()
const holderOf = ({ kind, code }: Holder): Holder => ({ kind, code })

const NO_DAY = { detail: 'is not a day that exists', hint: 'YYYY-MM-DD, years 1900 to 2100' }

/** What is recorded holds at once: nothing is recorded ahead, and no version begins before the one that it follows. */
export function refuseDay (day: string, notBefore: string | undefined, today: string, pointer = '/validFrom'): void {
  if (!isDay(day)) throw invalid([{ pointer, ...NO_DAY }])
  if (day > today) throw invalid([{ pointer, detail: 'is a day that is still to come', hint: 'Record it when the day has come' }])
  if (notBefore !== undefined && day < notBefore) throw invalid([{ pointer, detail: `is before ${notBefore}, since when what it follows holds`, hint: 'Give a day from then on' }])
}

function refuseQueryDay (on: string | undefined): void {
  if (on !== undefined && !isDay(on)) throw invalidRequest('The query of the request is not valid.', { errors: [{ pointer: '/on', ...NO_DAY }] })
}

async function found (tx: OperatorTx, id: string): Promise<KeptSystem> {
  const system = await store.findSystem(tx, id)
  if (system === undefined) throw new Error('A system was written and is not there')
  return system
}
