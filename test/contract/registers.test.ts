import pg from 'pg'
import t from 'tap'
import { REGISTERS } from '../../src/features.ts'
import { testDatabase } from '../support/postgres.ts'

const database = await testDatabase(t)
const superuser = new pg.Client(database.superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

/** Kept by a feature that moves the examination head with every change of what decides whether they exist. */
const MOVED_BY_FEATURE = ['extensions', 'guarantee']

/** Names of the registers whose first record a trigger announces. */
async function announced (): Promise<string[]> {
  const { rows } = await superuser.query<{ words: Buffer }>(`select g.tgargs as words from pg_trigger g join pg_proc p on p.oid = g.tgfoid
    where p.proname = 'announce_register' and g.tgenabled = 'O' and g.tgnewtable is not null`)
  return rows.map(({ words }) => words.toString().replace('\0', '')).toSorted()
}

t.test('a register that is not asked before its first record has a trigger that announces it, and each trigger a register', async (t) => {
  const claimed = Object.entries(REGISTERS).flatMap(([name, { kind, announcesFirst }]) => kind === 'asked' && announcesFirst === true && !MOVED_BY_FEATURE.includes(name) ? [name] : [])
  t.strictSame([...new Set(await announced())], claimed.toSorted())
})

t.test('a trigger that is planted is found by the name of its register', async (t) => {
  await superuser.query('begin')
  await superuser.query(`create table aeo.planted (operator_id uuid);
    create trigger announce_register after insert on aeo.planted referencing new table as added for each statement execute function aeo.announce_register('planted')`)
  t.ok((await announced()).includes('planted'))
  await superuser.query('rollback')
})
