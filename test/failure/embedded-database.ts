import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startEmbedded } from '../../src/platform/db/embedded.ts'
import type { EmbeddedServer } from '../../src/platform/db/embedded.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { addressOfDatabase } from '../../src/platform/db/connection.ts'
import { TYPES } from '../../src/platform/db/pool.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { rebuildTotals } from '../../src/declarations/index.ts'
import { verifyLog } from '../../src/platform/log/verify.ts'
import { TEST_OPERATOR } from '../support/tokens.ts'

/** A durable embedded server that the test itself supervises, with the test's operator; and what must hold of it afterwards. */

const log = { info: () => {}, warn: () => {}, error: () => {} }

export async function startDatabase (folder: string): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir: folder, log })
  await migrate(server.ownerUrl, { log })
  const client = await connect(server.appUrl)
  await addOperator(client, TEST_OPERATOR, 'Test operator')
  await client.end()
  return server
}

/** Waits for a server that is still starting: readiness is remembered for a moment, so it may speak of the one just killed. */
export async function connect (url: string): Promise<pg.Client> {
  for (let attempt = 1; ; attempt++) {
    const client = new pg.Client({ connectionString: url, types: TYPES })
    client.on('error', () => { /* the test kills it on purpose */ })
    try {
      await client.connect()
      return client
    } catch (error) {
      if (attempt === 100) throw error
      await pause(100)
    }
  }
}

export interface Inventory {
  readonly lrns: string[]
  readonly differences: number
  readonly fault: unknown
}

/** All LRNs there, whether totals are those of a recount, and whether the log verifies. */
export async function inventory (server: Pick<EmbeddedServer, 'superuserUrl' | 'appUrl'>): Promise<Inventory> {
  const superuser = await connect(addressOfDatabase(server.superuserUrl, 'aeo'))
  const { rows } = await superuser.query<{ lrn: string }>('select d.lrn from aeo.declarations d')
  const { rows: [operator] } = await superuser.query<{ operator_id: string }>('select o.operator_id from aeo.operators o where o.eori = $1', [TEST_OPERATOR])
  await superuser.end()
  const client = await connect(server.appUrl)
  const { differences } = await rebuildTotals(client, operator?.operator_id ?? '', false)
  const { fault } = await verifyLog(client, operator?.operator_id ?? '')
  await client.end()
  return { lrns: rows.map(({ lrn }) => lrn), differences: differences.length, fault }
}
