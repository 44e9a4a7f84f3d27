import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import tap from 'tap'
import { addressOfDatabase, withConnection } from '../../src/platform/db/connection.ts'
import { OWNER_ROLE, restrictDatabase } from '../../src/platform/db/roles.ts'
import { SERVER_FILE_VARIABLE, dropDatabase, startTestServer } from './test-server.ts'
import type { TestServer } from './test-server.ts'

export interface TestDatabase {
  readonly appUrl: string
  readonly ownerUrl: string
  readonly superuserUrl: string
  readonly name: string
}

let server: Promise<TestServer> | undefined

/** A fresh migrated database, dropped when the test ends. */
export async function testDatabase (t: { teardown (end: () => Promise<void>): unknown }): Promise<TestDatabase> {
  server ??= findServer()
  const { superuserUrl, ownerUrl, appUrl, template } = await server
  const name = `aeo_test_${randomBytes(6).toString('hex')}`
  await withConnection(superuserUrl, async (client) => {
    await client.query(`create database ${name} template ${template} owner ${OWNER_ROLE}`)
    await restrictDatabase(client, name)
  })
  t.teardown(() => dropDatabase(superuserUrl, name))
  return {
    appUrl: addressOfDatabase(appUrl, name),
    ownerUrl: addressOfDatabase(ownerUrl, name),
    superuserUrl: addressOfDatabase(superuserUrl, name),
    name
  }
}

/** The run's server, or one of our own when the test file runs alone. */
async function findServer (): Promise<TestServer> {
  const file = process.env[SERVER_FILE_VARIABLE]
  if (file !== undefined) return JSON.parse(readFileSync(file, 'utf8')) as TestServer
  const running = await startTestServer()
  // The root's teardown comes after those of the tests, which drop their databases.
  tap.teardown(running.stop)
  return running.server
}
