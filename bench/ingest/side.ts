import { Type } from 'typebox'
import type { AddressInfo } from 'node:net'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { Examiner } from '../../src/declarations/examination/examiner.ts'
import type { ExaminedBatch } from '../../src/declarations/examination/examiner.ts'
import { readJsonDeclaration } from '../../src/declarations/formats/json-declaration.ts'
import { originalOf, prepareDeclaration } from '../../src/declarations/ingest/push.ts'
import type { DeclarationPush } from '../../src/declarations/ingest/push.ts'
import { receiptOf } from '../../src/declarations/wire.ts'
import type { Principal } from '../../src/platform/access.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import { authenticated } from '../../src/platform/http/authenticate.ts'
import { createLifecycle } from '../../src/platform/http/lifecycle.ts'
import { tokenTrust } from '../../src/platform/http/local-trust.ts'
import { createMetrics } from '../../src/platform/http/metrics.ts'
import { createServer } from '../../src/platform/http/server.ts'
import type { App } from '../../src/platform/http/server.ts'
import { createTokenVerifier } from '../../src/platform/http/token-verifier.ts'
import { findOperator } from '../../src/platform/operators.ts'
import { recordTheUsualWay } from './usual.ts'

/**
 * One side of the comparison as a process of its own: `side.ts ours | usual | bare`, with the service's settings in the environment.
 * It prints the port it listens on.
 *
 * `usual`: the same token, parsing, validation, checks and preparing, then one transaction a request and an insert a row, with drizzle.
 * `bare`: all of that, checks included, but no database.
 */

const [side = ''] = process.argv.slice(2)
const config = readConfig(process.env)
/** Ours shares its connections out to kinds of work; the usual way has one pool, of all of them. */
const poolSize = side === 'usual' ? config.poolSize * 2 : config.poolSize
const db = openDatabase({ url: config.databaseUrl ?? '', poolSize, reportPoolSize: config.reportPoolSize })
const examiner = new Examiner({ db, clock: () => new Date(), registers: {} })
const app = side === 'ours' ? await ours() : rival(side === 'usual' ? async (push, examined, principal) => { await recordTheUsualWay(db, principal.operatorId, push, examined) } : async () => {})
await app.listen({ host: '127.0.0.1', port: 0 })
console.log((app.server.address() as AddressInfo).port)

async function ours (): Promise<App> {
  const { app } = await buildApp({ config, db, metrics: createMetrics(), lifecycle: createLifecycle(), readiness: async () => ({ ready: true, checks: {} }) })
  return app
}

type Record = (push: DeclarationPush, examined: ExaminedBatch, principal: Principal) => Promise<void>

function rival (record: Record): App {
  const app = createServer({ config, metrics: createMetrics() })
  const verifyToken = createTokenVerifier(tokenTrust(config))
  void app.register(async (secured) => {
    authenticated(secured as App, { verifyToken, findOperator: async (eori) => await findOperator(db.operations, eori), rateLimitPerMinute: config.rateLimitPerMinute })
    secured.removeAllContentTypeParsers()
    secured.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => { done(null, body) })
    secured.post('/v1/declarations', { config: { scope: 'declarations:write' }, schema: { body: Type.Unknown() } }, async (request, reply) => {
      const bytes = request.body as Buffer
      const push = prepareDeclaration(readJsonDeclaration(bytes), originalOf(bytes, 'application/json'), new Date(), request.principal.subject)
      await record(push, await examiner.examineNew(request.principal, [push]), request.principal)
      return await reply.code(201).header('location', `/v1/declarations/${push.id}`).send(receiptOf({
        outcome: 'created', kind: 'declaration', declarationId: push.id, version: 1, messageId: null, messageState: null, replayed: false, mrn: push.mrn, lrn: push.lrn
      }))
    })
  })
  return app
}

