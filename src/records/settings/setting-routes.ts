import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { withOperator, withOperatorReadOnly } from '../../platform/db/operator-tx.ts'
import type { OperatorTx } from '../../platform/db/operator-tx.ts'
import type { Database } from '../../platform/db/pool.ts'
import { etagOf, requireMatch } from '../../platform/http/conditional.ts'
import { json, Match, withEtag } from '../../platform/http/route-parts.ts'
import type { App } from '../../platform/http/route-config.ts'
import { problems } from '../../platform/http/schemas.ts'
import { faultsOf } from '../../platform/http/faults.ts'
import { resolveActor } from '../../platform/log/actors.ts'
import { invalidRequest } from '../../platform/problem.ts'
import { OneOf, orNull, Words } from '../../platform/http/fields.ts'
import { Instant, Quantity } from '../../platform/keeping/fields.ts'
import { followAnew } from '../documents/follow-declarations.ts'
import { CLASS_NAMES, impossibleClasses } from '../retention/retention-classes.ts'
import type { RetentionSetting } from '../retention/retention-classes.ts'
import { settingImpossible } from '../problems.ts'
import { lockSettings, readSettings, saveSetting } from './setting-store.ts'
import type { SettingRow } from './setting-store.ts'
import { SETTING_NAMES } from './setting-values.ts'
import type { SettingName } from './setting-values.ts'

/** What an operator sets about its records: which documents are archived, tolerance, working days, years of keeping. */

const Types = (description: string) => Type.Array(Type.String({ minLength: 1, maxLength: 4, pattern: '^[A-Z0-9]{1,4}$', description: 'Type of document' }), { maxItems: 500, uniqueItems: true, description })
const closed = { additionalProperties: false }

const VALUES = {
  archived_documents: Type.Object({ always: Types('Types that must be archived although the rule leaves them out'), never: Types('Types that need not be archived') }, closed),
  movement_tolerance: Type.Object({ percent: Quantity('Per cent by which moved and declared quantities may differ') }, closed),
  excise_report: Type.Object({ workingDays: Type.Integer({ minimum: 1, maximum: 90, description: 'Working days after arrival in which the report of receipt is due' }) }, closed),
  retention: Type.Object(Object.fromEntries(CLASS_NAMES.map((name) => [name, Type.Optional(Type.Object({
    years: Type.Integer({ minimum: 1, maximum: 100, description: 'Years after the end of the year' }), legalSource: Words(500, 'By which law or rule')
  }, { ...closed, description: `Class ${name}` }))])), closed)
} satisfies Record<SettingName, TSchema>

const checks = new Map(SETTING_NAMES.map((name) => [name, Compile(VALUES[name])]))

const Name = OneOf(SETTING_NAMES, 'Name of the setting')
const SettingSchema = Type.Object({
  name: Name, value: Type.Union(SETTING_NAMES.map((name) => VALUES[name]), { description: 'Its value' }), changedAt: orNull(Instant('When it was set; null while it is the default'))
}, { $id: 'RecordSetting', additionalProperties: false, description: 'A setting of records' })
const SettingsSchema = Type.Object({ items: Type.Array(Type.Ref('RecordSetting'), { maxItems: 100, description: 'Every setting' }) }, { $id: 'RecordSettingList', additionalProperties: false, description: 'Settings of records' })
const Params = Type.Object({ name: Name }, closed)
const Body = Type.Object({ value: Type.Union(SETTING_NAMES.map((name) => VALUES[name]), { description: 'Its value, whole' }) }, closed)

export interface SettingDeps { readonly db: Database, readonly clock: () => Date }

const settingToWire = ({ name, value, changedAt }: SettingRow) => ({ name, value, changedAt: changedAt?.toISOString() ?? null })

async function findSetting (tx: OperatorTx, name: string): Promise<SettingRow> {
  const row = (await readSettings(tx)).find((candidate) => candidate.name === name)
  if (row === undefined) throw new Error(`There is no setting ${name}`)
  return row
}

export function settingRoutes (app: App, { db, clock }: SettingDeps): void {
  app.addSchema(SettingSchema)
  app.addSchema(SettingsSchema)
  const tags = ['records']

  app.get('/record-settings', {
    config: { scope: 'records:read' },
    schema: { operationId: 'listRecordSettings', summary: 'List the settings of records', description: 'Each as it is set, else its default.', tags, response: { 200: json('RecordSettingList', 'Every setting'), ...problems(400) } }
  }, async (request) => ({ items: (await withOperatorReadOnly(db, request.principal, 'records:read', readSettings, clock)).map(settingToWire) }))

  app.get('/record-settings/:name', {
    config: { scope: 'records:read' },
    schema: { operationId: 'findRecordSetting', summary: 'Read a setting of records', description: 'Its ETag is needed to change it.', tags, params: Params, response: { 200: withEtag('RecordSetting', 'The setting'), ...problems(400) } }
  }, async (request, reply) => {
    const row = await withOperatorReadOnly(db, request.principal, 'records:read', async (tx) => await findSetting(tx, request.params.name), clock)
    reply.header('etag', etagOf(row.revision))
    return settingToWire(row)
  })

  app.put('/record-settings/:name', {
    config: { scope: 'records:write' },
    schema: { operationId: 'setRecordSetting', summary: 'Set a setting of records', description: 'Whole, not in parts. After `archived_documents` the completeness of every declaration is judged anew; the report says how far that is. Findings follow when the checks are run over a period again.', tags, params: Params, headers: Match, body: Body, response: { 200: withEtag('RecordSetting', 'The setting as it is now'), ...problems(400, 412, 422, 428) } }
  }, async (request, reply) => {
    const name = request.params.name as SettingName
    const { value } = request.body
    refuseValue(name, value)
    const row = await withOperator(db, request.principal, 'records:write', async (tx) => {
      await lockSettings(tx)
      const before = await findSetting(tx, name)
      requireMatch(request, etagOf(before.revision))
      await saveSetting(tx, name, value, before.revision + 1, await resolveActor(tx.query, tx.operatorId, request.principal.subject))
      if (name === 'archived_documents') await followAnew(tx)
      tx.log('record_setting.changed', `record_setting:${name}`, { before: before.value, after: value })
      return { ...before, value: value as SettingRow['value'], revision: before.revision + 1, changedAt: tx.at }
    }, clock)
    reply.header('etag', etagOf(row.revision))
    return settingToWire(row)
  })
}

/** @throws invalid-request for the value of another setting; record-setting-impossible for years below what the law asks. */
function refuseValue (name: SettingName, value: unknown): void {
  const check = checks.get(name)
  if (check === undefined || !check.Check(value)) throw invalidRequest('The value is not one of this setting.', { errors: check === undefined ? [] : faultsOf(check, value, { pointer: '/value' }) })
  if (name !== 'retention') return
  const impossible = impossibleClasses(value as RetentionSetting)
  if (impossible.length > 0) throw settingImpossible('A class would be kept for less than the law asks.', { errors: impossible.map((fault) => ({ pointer: `/value/${fault.name}/years`, detail: fault.detail, hint: 'Set more years, or leave the class out for its default' })) })
}
