import pg from 'pg'
import t from 'tap'
import * as words from '../../src/organisation/model/enumerated.ts'
import { CIRCLE, RESPONSIBILITIES } from '../../src/organisation/model/positions.ts'
import { testDatabase } from '../support/postgres.ts'

const { superuserUrl } = await testDatabase(t)
const superuser = new pg.Client(superuserUrl)
await superuser.connect()
t.teardown(async () => { await superuser.end() })

const LISTS: Record<string, readonly string[]> = {
  organisation_profile_states_legal_form_known: words.LEGAL_FORMS,
  organisation_profile_states_supply_chain_roles_known: words.SUPPLY_CHAIN_ROLES,
  site_states_activities_known: words.SITE_ACTIVITIES,
  production_step_states_phase_known: words.STEP_PHASES,
  position_states_responsibilities_known: RESPONSIBILITIES,
  position_states_circle_known: CIRCLE,
  people_employment_kind_known: words.EMPLOYMENT_KINDS,
  legal_entities_relation_known: words.ENTITY_RELATIONS,
  software_systems_kind_known: words.SOFTWARE_KINDS,
  software_systems_hosting_known: words.HOSTINGS,
  representatives_kind_known: words.REPRESENTATIVE_KINDS,
  mandates_representation_known: words.REPRESENTATIONS,
  mandates_directions_known: words.DIRECTIONS
}

t.test('the database takes the values that the service takes, and no others', async (t) => {
  for (const [name, values] of Object.entries(LISTS)) {
    const { rows: [row] } = await superuser.query<{ text: string }>('select pg_get_constraintdef(c.oid) as text from pg_constraint c where c.conname = $1', [name])
    t.strictSame([...(row?.text ?? '').matchAll(/'([a-z0-9_]+)'/g)].map((match) => match[1]), [...values], name)
  }
})
