import { randomBytes } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { utcDay } from '../../src/platform/calendar.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import { canonicalJson } from '../../src/platform/log/canonical-json.ts'
import { dataHash, eventHash } from '../../src/platform/log/chain.ts'
import { decimalText } from '../../src/platform/decimal.ts'
import type { ExaminedBatch } from '../../src/declarations/examination/examiner.ts'
import type { DeclarationPush } from '../../src/declarations/ingest/push.ts'
import { declarationItems, declarations, declarationTotals, declarationVersions } from './tables.ts'
import { ReferenceUses, usesJson } from '../../src/declarations/reference-use.ts'
import { TotalDeltas } from '../../src/declarations/totals.ts'

/**
 * The rival: what a service of this kind usually does. One transaction a request, an insert a row, through drizzle:
 * the same rows as ours, into the same tables, with the same log under the same lock. What the checks found goes in through our own
 * function, which does it in fewer statements than an insert a row would take.
 */
export async function recordTheUsualWay (db: Database, operatorId: string, push: DeclarationPush, examined: ExaminedBatch): Promise<void> {
  const countedOn = push.acceptedOn ?? utcDay(push.receivedAt)
  await drizzle(db.operations).transaction(async (tx) => {
    await tx.execute(sql.raw(`set local app.operator_id = '${operatorId}'`))
    const known = await tx.select({ id: declarations.id }).from(declarations)
      .where(and(eq(declarations.operatorId, operatorId), eq(declarations.lrn, push.lrn ?? ''))).limit(1)
    if (known.length > 0) return
    await tx.insert(declarations).values({
      operatorId, id: push.id, mrn: push.mrn, lrn: push.lrn, declarant: push.declarant, direction: push.direction, declarationType: push.type, status: push.status,
      statusAt: push.statusAt, acceptedOn: push.acceptedOn, receivedAt: push.receivedAt, countedOn, sourceSystem: push.sourceSystem, orgUnitId: examined.units[0] ?? null,
      currentVersion: 1, versionCount: 1, revision: 1
    })
    await tx.insert(declarationVersions).values({
      operatorId, declarationId: push.id, version: 1, contentHash: push.hash, status: push.status, statusDated: push.statusDated, statusAt: push.statusAt,
      receivedAt: push.receivedAt, sourceSystem: push.sourceSystem, document: sql`${push.text}::json`, original: Buffer.from(push.original.bytes),
      originalSha256: push.original.sha256, originalSize: push.original.bytes.byteLength, originalMediaType: push.original.mediaType
    })
    for (const item of push.items) {
      await tx.insert(declarationItems).values({
        operatorId, declarationId: push.id, itemNumber: item.itemNumber, commodityCode: item.commodityCode, procedure: item.procedure, originCountry: item.origin, countedOn,
        goodsRef: item.goodsRef === '' ? null : item.goodsRef
      })
    }
    const deltas = new TotalDeltas()
    deltas.count({ ...push, countedOn, unit: examined.units[0] ?? '' }, 1)
    for (const total of deltas.nonZero()) {
      const { dimension, day, key, currency } = total
      const values = { operatorId, dimension, day, key, currency, declarations: total.declarations, items: total.items, statisticalValue: decimalText(total.statisticalValue), duties: decimalText(total.duties) }
      await tx.insert(declarationTotals).values(values).onConflictDoUpdate({
        target: [declarationTotals.operatorId, declarationTotals.dimension, declarationTotals.day, declarationTotals.key, declarationTotals.currency],
        set: {
          declarations: sql`${declarationTotals.declarations} + excluded.declarations`, items: sql`${declarationTotals.items} + excluded.items`,
          statisticalValue: sql`${declarationTotals.statisticalValue} + excluded.statistical_value`, duties: sql`${declarationTotals.duties} + excluded.duties`
        }
      })
    }
    const uses = new ReferenceUses()
    uses.count(push.content, { status: push.status, statusAt: push.statusAt, countedOn, releasedAt: null }, 1)
    const moved = usesJson(uses.nonZero())
    if (moved !== null) await tx.execute(sql`select aeo.move_reference_use(${operatorId}, ${moved})`)
    await tx.execute(sql`select aeo.record_examinations(${operatorId}, ${push.receivedAt.toISOString()}, ${sql.join(examined.columns.map((column) => sql`${column}`), sql`, `)}, ${examined.record})`)
    await appendEvent(tx, operatorId, push)
  })
}

type Tx = Parameters<Parameters<ReturnType<typeof drizzle>['transaction']>[0]>[0]

const actors = new Map<string, string>()

async function appendEvent (tx: Tx, operatorId: string, push: DeclarationPush): Promise<void> {
  const actor = actors.get(operatorId) ?? push.id
  actors.set(operatorId, actor)
  const data = canonicalJson({ version: 1, contentHash: push.hash.toString('hex') })
  const salt = randomBytes(16)
  const digest = dataHash(salt, data)
  await tx.execute(sql`insert into aeo.log_heads (operator_id, epoch, seq, hash) values (${operatorId}, 1, 0, '\\x00') on conflict do nothing`)
  const { rows: [head] } = await tx.execute<{ epoch: number, seq: string, hash: Buffer }>(sql`select epoch, seq, hash from aeo.log_heads where operator_id = ${operatorId} for update`)
  if (head === undefined) throw new Error('No head')
  const seq = String(BigInt(head.seq) + 1n)
  const subject = `declaration:${push.id}`
  const hash = eventHash({ operatorId, epoch: head.epoch, seq, at: push.receivedAt.toISOString(), type: 'declaration.recorded', subject, actor, dataHash: digest }, head.hash)
  await tx.execute(sql`insert into aeo.operator_log (operator_id, epoch, seq, at, type, subject, actor, data, salt, data_hash, previous_hash, hash)
    values (${operatorId}, ${head.epoch}, ${seq}, ${push.receivedAt.toISOString()}, 'declaration.recorded', ${subject}, ${actor}, ${data}, ${salt}, ${digest}, ${head.hash}, ${hash})`)
  await tx.execute(sql`update aeo.log_heads set seq = ${seq}, hash = ${hash} where operator_id = ${operatorId}`)
}
