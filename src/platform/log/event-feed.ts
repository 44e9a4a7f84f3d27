import { Type } from 'typebox'
import { hasScope } from '../access.ts'
import type { Principal, Scope } from '../access.ts'
import { withOperatorReadOnly } from '../db/operator-tx.ts'
import type { Database } from '../db/pool.ts'
import { problems } from '../http/schemas.ts'
import type { App } from '../http/server.ts'

/** The change feed: the operator's log after a sequence number, in order and without gaps (`GET /v1/events?after=`). */

const EventSchema = Type.Object({
  epoch: Type.Integer({ description: 'Grows when the log was restored from a backup; numbers start anew' }),
  seq: Type.String({ pattern: '^[0-9]{1,19}$', maxLength: 19, description: 'Number in the operator\'s sequence, without gaps within an epoch; decimal text' }),
  at: Type.String({ format: 'date-time', maxLength: 24, description: 'When it happened; UTC. Order is by seq' }),
  type: Type.String({ maxLength: 100, description: 'What happened, for example declaration.recorded' }),
  subject: Type.String({ maxLength: 100, description: 'What it happened to, kind:id' }),
  actor: Type.String({ format: 'uuid', maxLength: 36, description: 'Pseudonym of who did it' }),
  data: Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()], { description: 'What changed; null once erased' }),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64, description: 'Hash of this event, which covers the one before it' })
}, { $id: 'Event', additionalProperties: false, description: 'An event of the operator\'s log' })

const EventPageSchema = Type.Object({
  items: Type.Array(Type.Ref('Event'), { maxItems: 1000, description: 'Events, in order; those whose kind the token may not read are left out' }),
  nextAfter: Type.String({ maxLength: 30, description: 'Pass it as `after` for what comes next' }),
  hasMore: Type.Boolean({ description: 'Whether more is there already' })
}, { $id: 'EventPage', additionalProperties: false, description: 'Events after a number' })

const FeedQuery = Type.Object({
  after: Type.Optional(Type.String({ maxLength: 30, pattern: '^([0-9]{1,9}:)?[0-9]{1,19}$', description: '`nextAfter` of the page before, or a number of the first epoch; 0 if absent' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Events on the page' }))
}, { additionalProperties: false })

/** Right that each kind of event needs, by the part of its type before the dot. A kind that is not listed is shown to nobody. */
export const READ_SCOPE: Readonly<Record<string, Scope>> = {
  check: 'checks:read', declaration: 'declarations:read', finding: 'findings:read', message: 'declarations:read', reference: 'checks:read', operator: 'operator:read', log: 'events:read',
  organisation: 'organisation:read', legal_entity: 'organisation:read', unit: 'organisation:read', site: 'organisation:read', production_step: 'organisation:read', position: 'organisation:read',
  person: 'organisation:read', assignment: 'organisation:read', deputy: 'organisation:read', software: 'organisation:read', representative: 'organisation:read', mandate: 'organisation:read',
  authorisation: 'authorisations:read', notification: 'authorisations:read',
  goods: 'goods:read', supplier: 'goods:read', supplier_declaration: 'goods:read', licence: 'goods:read',
  sanction: 'sanctions:read', questionnaire: 'questionnaire:read',
  ai_system: 'ai:read', ai_assessment: 'ai:read', ai_obligation: 'ai:read', ai_control: 'ai:read', ai_output: 'ai:read', ai_planted_check: 'ai:write', ai_incident: 'ai:read',
  risk: 'risks:read', risk_appetite: 'risks:read', risk_control: 'risks:read', control_test: 'risks:read', risk_audit: 'risks:read', risk_treatment: 'risks:read',
  risk_acceptance: 'risks:read', risk_notice: 'risks:read', report_link: 'risks:read',
  supporting_document: 'records:read', goods_movement: 'records:read', excise_movement: 'records:read', exit_proof: 'records:read', criteria_evidence: 'records:read',
  legal_hold: 'records:read', record_setting: 'records:read', retention: 'records:read',
  training_topic: 'training:read', training_requirement: 'training:read', training_course: 'training:read', training_session: 'training:read', training_need: 'training:read',
  training_message: 'training:read', calendar_link: 'training:read', training_record: 'training:personal', training_acknowledgement: 'training:personal',
  webhook: 'webhooks:read'
}

interface EventRow { epoch: number, seq: string, at: Date, type: string, subject: string, actor: string, data: string | null, hash: Buffer }

const MAX_SEQ = 2n ** 63n - 1n

export async function eventsAfter (db: Database, principal: Principal, after: string, limit: number): Promise<{ items: unknown[], nextAfter: string, hasMore: boolean }> {
  const [epoch, seq] = position(after)
  const rows = await withOperatorReadOnly(db, principal, 'events:read', async (tx) => await tx.query<EventRow>(`
    select l.epoch, l.seq, l.at, l.type, l.subject, l.actor, l.data, l.hash from aeo.operator_log l
    where l.operator_id = $1 and (l.epoch, l.seq) > ($2::int, $3::bigint) order by l.epoch, l.seq limit $4`, [tx.operatorId, epoch, seq, limit + 1]))
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.filter(({ type }) => mayRead(principal, type)).map(toWire),
    nextAfter: last === undefined ? `${epoch}:${seq}` : `${last.epoch}:${last.seq}`,
    hasMore: rows.length > limit
  }
}

/** Where the feed goes on: `epoch:seq`, or a number of the first epoch. */
export function position (after: string): [epoch: number, seq: string] {
  const [first = '0', second] = after.split(':')
  const seq = BigInt(second ?? first)
  const epoch = second === undefined ? 1 : Number(first)
  return [Math.min(epoch, 2 ** 31 - 1), String(seq > MAX_SEQ ? MAX_SEQ : seq)]
}

function mayRead (principal: Principal, type: string): boolean {
  const scope = READ_SCOPE[type.split('.', 1)[0] ?? '']
  return scope !== undefined && hasScope(principal, scope)
}

const toWire = (row: EventRow) => ({
  ...row, at: row.at.toISOString(), data: row.data === null ? null : JSON.parse(row.data) as Record<string, unknown>, hash: row.hash.toString('hex')
})

export function eventRoutes (app: App, deps: { db: Database }): void {
  app.addSchema(EventSchema)
  app.addSchema(EventPageSchema)
  app.get('/events', {
    config: { scope: 'events:read' },
    schema: {
      operationId: 'listEvents',
      summary: 'Read the change feed',
      description: 'The operator\'s log after a number: the audit trail, in order, without gaps. Ask again with nextAfter.',
      tags: ['events'],
      querystring: FeedQuery,
      response: { 200: { description: 'A page of events', content: { 'application/json': { schema: Type.Ref('EventPage') } } }, ...problems(400) }
    }
  }, async (request) => await eventsAfter(deps.db, request.principal, request.query.after ?? '0', request.query.limit ?? 100))
}
