import { RULE_SET } from '../../ai-act/shipped-rules.ts'
import type { Principal } from '../../platform/access.ts'
import { utcDay } from '../../platform/calendar.ts'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import { DEFAULT_PAGE, openCursor, sealCursor } from '../../platform/http/pages.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import type { AiSystemDeps } from '../deps.ts'
import { controlNotFound, invalid, systemNotFound, systemRetired } from '../problems.ts'
import { STATUSES } from '../register/life-cycle.ts'
import type { Status } from '../register/life-cycle.ts'
import { questionsOf } from '../register/system.ts'
import { NO_SYSTEM, refuseDay, steps } from '../register/system-operations.ts'
import type { PageOfSteps } from '../register/system-operations.ts'
import * as systems from '../register/system-store.ts'
import { isGap, missingOf, standingsOf } from './control.ts'
import type { ControlStanding } from './control.ts'
import * as store from './control-store.ts'
import type { ControlledSystem, KeptRating } from './control-store.ts'
import { effectsOn } from './coverage.ts'
import type { QuestionEffect } from './coverage.ts'
import type { NewRating } from './schemas.ts'
import { CONTROL_CATALOGUE } from './shipped-controls.ts'
import { themesOf } from './themes.ts'
import type { ThemeAnswer } from './themes.ts'

/** Reading and rating the controls over systems. */

const READ = 'ai:read'
type Deps = Pick<AiSystemDeps, 'db' | 'clock'>

/** A control as it stands, with its rating in full. */
export interface RatedControl { readonly standing: ControlStanding, readonly rating: KeptRating | undefined }

/** @throws ai-system-not-found. */
export function listControls ({ db, clock }: Deps, principal: Principal, id: string): Promise<RatedControl[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => await ratedControls(tx, id), clock)
}

/** @throws ai-system-not-found, ai-control-not-found. */
export function findControl ({ db, clock }: Deps, principal: Principal, id: string, control: string): Promise<RatedControl> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => oneOf(await ratedControls(tx, id), control), clock)
}

/** Last first. @throws ai-system-not-found, ai-control-not-found. */
export async function listRatings (deps: Pick<AiSystemDeps, 'db'>, principal: Principal, id: string, control: string, page: PageOfSteps): Promise<{ items: KeptRating[], nextCursor: string | null }> {
  const ratings = await steps(deps, principal, id, page, 'AI control ratings', async (tx, system, limit, before) => await store.listRatings(tx, system, control, limit, before), ({ revision }) => revision)
  if (!CONTROL_CATALOGUE.controls.some((one) => one.id === control)) throw controlNotFound('The catalogue has no control of this id.')
  return ratings
}

/** @throws ai-system-not-found. */
export function answerThemes ({ db, clock }: Deps, principal: Principal, id: string): Promise<ThemeAnswer[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const system = await controlled(tx, id)
    return themesOf(system.content, standingsFor(system, utcDay(tx.at)))
  }, clock)
}

/** The next rating of a control. @throws ai-system-not-found, ai-system-retired, ai-control-not-found; invalid-request; whatever `demand` throws for another revision. */
export function rateControl ({ db, clock }: Deps, principal: Principal, id: string, control: string, input: NewRating, demand: (revision: number) => void): Promise<RatedControl> {
  return withOperator(db, principal, 'ai:write', async (tx) => {
    const system = await systems.lockSystem(tx, id)
    if (system === undefined) throw systemNotFound(NO_SYSTEM)
    const before = oneOf(await ratedControls(tx, id), control)
    demand(before.rating?.revision ?? 0)
    if (system.status === 'retired') throw systemRetired('Its controls are rated no more.')
    const { rating, reason = null, evidence = null, ratedOn = utcDay(tx.at) } = input
    const missing = missingOf(input)
    if (missing !== undefined) throw invalid([{ pointer: `/${missing}`, detail: 'is missing', hint: missing === 'evidence' ? 'Say where the proof is kept, with its hash' : 'Say why it does not apply' }])
    refuseDay(ratedOn, undefined, utcDay(tx.at), '/ratedOn')
    const revision = (before.rating?.revision ?? 0) + 1
    await store.addRating(tx, id, {
      control, revision, rating, reason, evidenceReference: evidence?.reference ?? null, evidenceSha256: evidence?.sha256 ?? null, version: system.version, ratedOn, ratedBy: await resolveActor(tx.query, tx.operatorId, principal.subject)
    })
    tx.log('ai_control.rated', `ai_system:${id}`, { system: system.code, control, revision, before: before.rating?.rating ?? null, after: rating, on: ratedOn, evidenceSha256: evidence?.sha256 ?? null })
    return oneOf(await ratedControls(tx, id), control)
  }, clock)
}

export interface ControlGap extends ControlStanding { readonly systemId: string, readonly system: string, readonly status: Status }
/** System by its code. */
export interface GapQuery { readonly system?: string | undefined, readonly severity?: string | undefined, readonly first?: number | undefined, readonly after?: string | undefined }

const CODE_KEY = /^[!-~]([ -~]{0,62}[!-~])?$/
const NOT_RETIRED = STATUSES.filter((status) => status !== 'retired')
/** Systems whose answers the questionnaire must mention: they work, or might any day. */
const WORKING: readonly Status[] = ['in_use', 'suspended']

/** Controls that do not stand as they should, of systems that are not retired, by code and control. */
export function controlGaps ({ db, clock }: Deps, principal: Principal, { system, severity, first = DEFAULT_PAGE, after }: GapQuery): Promise<{ nodes: ControlGap[], nextCursor: string | null }> {
  const [code = '', control = ''] = after === undefined ? [] : openCursor('AI control gaps', after, [CODE_KEY, /^[A-Z0-9-]{1,20}$/])
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const today = utcDay(tx.at)
    const gaps = (await store.controlledSystems(tx, NOT_RETIRED, { code: system })).flatMap((one) => standingsFor(one, today).filter(isGap).map((standing) => ({ ...standing, systemId: one.id, system: one.code, status: one.status })))
    const wanted = gaps.filter((gap) => (severity === undefined || gap.control.severityIfMissing === severity) && (gap.system > code || (gap.system === code && gap.control.id > control)))
    const nodes = wanted.slice(0, first)
    const last = nodes.at(-1)
    return { nodes, nextCursor: wanted.length > first && last !== undefined ? sealCursor('AI control gaps', [last.system, last.control.id]) : null }
  }, clock)
}

/** What the systems in use and suspended mean for each question of the questionnaire that AI touches. */
export function questionnaireEffects ({ db, clock }: Deps, principal: Principal): Promise<QuestionEffect[]> {
  return withOperatorReadOnly(db, principal, READ, async (tx) => {
    const today = utcDay(tx.at)
    return effectsOn(Object.keys(CONTROL_CATALOGUE.saqTitles), (await store.controlledSystems(tx, WORKING)).map((one) => ({ code: one.code, questions: questionsOf(RULE_SET, one.content), standings: standingsFor(one, today) })))
  }, clock)
}

const standingsFor = (system: ControlledSystem, today: string): ControlStanding[] => standingsOf(CONTROL_CATALOGUE, RULE_SET, system, new Map(system.ratings.map((given) => [given.control, given])), today)

async function controlled (tx: OperatorTx, id: string): Promise<ControlledSystem> {
  const [system] = await store.controlledSystems(tx, STATUSES, { id })
  if (system === undefined) throw systemNotFound(NO_SYSTEM)
  return system
}

async function ratedControls (tx: OperatorTx, id: string): Promise<RatedControl[]> {
  const system = await controlled(tx, id)
  const ratings = new Map((await store.ratingsOf(tx, id)).map((rating) => [rating.control, rating]))
  return standingsFor(system, utcDay(tx.at)).map((standing) => ({ standing, rating: ratings.get(standing.control.id) }))
}

function oneOf (controls: readonly RatedControl[], id: string): RatedControl {
  const found = controls.find(({ standing }) => standing.control.id === id)
  if (found === undefined) throw controlNotFound('The catalogue has no control of this id.')
  return found
}

