import type pg from 'pg'
import { byteaArray, textArray } from '../../platform/db/binary-array.ts'
import { beginStatement } from '../../platform/db/operator-tx.ts'
import { eventParameters } from '../../platform/log/pending-events.ts'
import type { ExaminedBatch } from '../examination/examiner.ts'
import { ReferenceUses, usesJson } from '../reference-use.ts'
import { TotalDeltas, totalColumns } from '../totals.ts'
import { countedOnOf } from './push.ts'
import type { DeclarationPush } from './push.ts'

/**
 * The common case of ingest: declarations that nobody pushed before, written by one database function.
 * Begin, call and commit leave in one flight and come back in one, so a batch costs one round trip and one flush.
 */

const PARAMETERS = 54
const CALL = {
  name: 'record-new-declarations',
  text: `select aeo.record_new_declarations(${Array.from({ length: PARAMETERS }, (_, index) => `$${index + 1}`).join(', ')}) as known`
}

const STALE = -1

/**
 * @returns the indexes of pushes that are known already or waited for, or that what they were judged by is no longer in force;
 * nothing is written then. Empty when all are recorded.
 * @throws the database's error; nothing is written, unless the connection broke, when it may be.
 */
export async function recordNew (client: pg.PoolClient, operatorId: string, at: Date, pushes: readonly DeclarationPush[], examined: ExaminedBatch, actorOf: (subject: string) => string): Promise<number[] | 'stale'> {
  const values = [operatorId, at, ...parameters(pushes, examined, actorOf), examined.contextVersion, ...examined.columns, examined.record, usesOf(pushes)]
  const [begin, call, commit] = await Promise.allSettled([
    client.query(beginStatement(operatorId)),
    client.query<{ known: number[] }>({ ...CALL, values }),
    client.query('commit')
  ])
  if (begin.status === 'rejected') throw begin.reason
  if (call.status === 'rejected') throw call.reason
  if (commit.status === 'rejected') throw commit.reason
  if (commit.value.command !== 'COMMIT') throw new Error(`The batch ended with ${commit.value.command}`)
  const known = (call.value.rows[0]?.known ?? []).map((position) => position - 1)
  return known[0] === STALE ? 'stale' : known
}

/** Nothing for most batches: then the database has nothing to take apart. */
function usesOf (pushes: readonly DeclarationPush[]): string | null {
  const uses = new ReferenceUses()
  for (const push of pushes) uses.count(push.content, { status: push.status, statusAt: push.statusAt, countedOn: countedOnOf(push), releasedAt: null }, 1)
  return usesJson(uses.nonZero())
}

function parameters (pushes: readonly DeclarationPush[], examined: ExaminedBatch, actorOf: (subject: string) => string): Buffer[] {
  const countedOn = pushes.map(countedOnOf)
  const items = pushes.flatMap((push, index) => push.items.map((item) => ({ id: push.id, countedOn: countedOn[index] ?? '', item })))
  const deltas = new TotalDeltas()
  pushes.forEach((push, index) => deltas.count({ ...push, countedOn: countedOn[index] ?? '', unit: examined.units[index] ?? '' }, 1))
  const text = (value: (push: DeclarationPush) => string | null): Buffer => textArray(pushes.map(value))
  return [
    text((push) => push.id), text((push) => push.mrn), text((push) => push.lrn), text((push) => push.declarant), text((push) => push.direction),
    text((push) => push.type), text((push) => push.status), text((push) => String(push.statusDated)), text((push) => push.statusAt.toISOString()),
    text((push) => push.acceptedOn), textArray(countedOn), text((push) => push.sourceSystem), textArray(examined.units),
    byteaArray(pushes.map((push) => push.hash)), text((push) => push.text), byteaArray(pushes.map((push) => push.original.bytes)),
    byteaArray(pushes.map((push) => push.original.sha256)), text((push) => push.original.mediaType),
    textArray(items.map(({ id }) => id)), textArray(items.map(({ item }) => String(item.itemNumber))), textArray(items.map(({ item }) => item.commodityCode)),
    textArray(items.map(({ item }) => item.procedure)), textArray(items.map(({ item }) => item.origin)), textArray(items.map((entry) => entry.countedOn)),
    textArray(items.map(({ item }) => item.goodsRef === '' ? null : item.goodsRef)),
    ...totalColumns(deltas.nonZero()).map((column) => textArray(column)),
    ...eventParameters([
      ...pushes.map((push) => ({
        type: 'declaration.recorded', subject: `declaration:${push.id}`, actor: actorOf(push.subject),
        data: { version: 1, contentHash: push.hash.toString('hex') }
      })),
      ...examined.events.map((event) => ({ type: event.type, subject: event.subject, actor: actorOf(event.actorSubject), data: event.data }))
    ])
  ]
}
