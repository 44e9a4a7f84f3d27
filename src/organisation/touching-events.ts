import type { OperatorTx } from '../platform/db/operator-tx.ts'
import { inSpan, spanValues } from '../platform/touching-events.ts'
import type { TouchingEvent, TouchSpan } from '../platform/touching-events.ts'

/** What happened in the organisation that answers about the company speak of. */

const state = (kind: string, table: string, subject: string): string =>
  `select '${kind}' as kind, s.valid_from as day, s.recorded_at, ${subject} as subject, array[]::text[] as questions from aeo.${table} s where s.operator_id = $1`

/**
 * A record that holds for one period begins on its first day, and ends on the day after its last. That an end is announced says nothing anew
 * of its beginning, which is touched when it was last stated, and no later; where that was moved to a day to come, it is so from the day on which it had begun.
 */
const period = (kind: string, table: string, subject: string, last = 'r.valid_to'): string =>
  `select '${kind}', d.day, d.at, ${subject}, array[]::text[] from aeo.${table} r
    cross join lateral (values (r.valid_from, r.stated_at), (r.stated_from, r.stated_at), (${last} + 1, r.changed_at)) as d (day, at) where r.operator_id = $1 and d.day is not null`

/** By position, each with the last day of which it is told: whoever is told late to hold a position, or to have left it, holds or left what it came to answer for meanwhile. Of whom it was never known otherwise, the end is of its own day. */
const terms = (what: string, table: string): string => `select '${what}' as what, r.position, d.day, d.at, d.until from aeo.${table} r
    cross join lateral (values (r.valid_from, r.stated_at, least(r.valid_to, greatest(r.valid_from, (r.stated_at at time zone 'UTC')::date))), (r.stated_from, r.stated_at, (r.stated_at at time zone 'UTC')::date),
      (r.valid_to + 1, r.changed_at, case when r.revision = 1 then r.valid_to + 1 else greatest(r.valid_to + 1, (r.changed_at at time zone 'UTC')::date) end)) as d (day, at, until)
    where r.operator_id = $1 and d.day <= $2::date and ($3::date is null or d.day > $3::date or d.at > $4::timestamptz)`

/** All that a position answers for from the one day to the other. */
const answeredFor = (list: string): string => `array(select distinct unnest(p.${list}) from aeo.position_states p where p.operator_id = $1 and p.code = h.position and p.valid_from <= h.until
    and p.valid_from >= (select max(q.valid_from) from aeo.position_states q where q.operator_id = $1 and q.code = h.position and q.valid_from <= h.day))`

/** What one of two lists has and the other has not. */
const differing = (one: string, other: string): string => `array((select unnest(${one}) except select unnest(${other})) union all (select unnest(${other}) except select unnest(${one})))`

/** Who holds a position, or stands in for whoever does, and what the position answers for when that begins or ends; each looked up, so of the span alone. Whoever holds one that answers for more or less from a day on takes that over, or gives it up. */
const HELD = `select h.what, h.position, h.day, h.at, ${answeredFor('circle')} as circle, ${answeredFor('responsibilities')} as responsibilities from (${terms('holder', 'assignments')} union all ${terms('deputy', 'deputies')}) h
  union all select 'holder', s.code, s.valid_from, s.recorded_at, ${differing('s.circle', 'b.circle')}, ${differing('s.responsibilities', 'b.responsibilities')} from aeo.position_states s
  cross join lateral (select p.circle, p.responsibilities from aeo.position_states p where p.operator_id = $1 and p.code = s.code and (p.valid_from, p.revision) < (s.valid_from, s.revision) order by p.valid_from desc, p.revision desc limit 1) b
  where s.operator_id = $1 and s.valid_from <= $2::date and ($3::date is null or s.valid_from > $3::date or s.recorded_at > $4::timestamptz)`

const held = (kind: string, condition: string): string => `select '${kind}', k.day, k.at, 'position:' || k.position, array[]::text[] from held k where ${condition}`

/** How whoever is in charge of customs matters is employed, and since when they have practical experience, as it was last changed; what named them is nothing of that. */
const CUSTOMS_HEAD = 'k.circle && array[\'in_charge_of_customs\'] or k.responsibilities && array[\'head_of_customs\']'
const DESCRIBED = `select 'customs_head_described', k.day, k.changed_at, 'position:' || k.position, array[]::text[] from (
    select a.position, c.day, p.changed_at, s.circle, s.responsibilities from aeo.people p cross join lateral (values ((p.changed_at at time zone 'UTC')::date)) as c (day)
      join aeo.assignments a on a.operator_id = p.operator_id and a.person = p.pseudonym and a.valid_from <= c.day and (a.valid_to is null or a.valid_to >= c.day)
      cross join lateral (select q.circle, q.responsibilities from aeo.position_states q where q.operator_id = $1 and q.code = a.position and q.valid_from <= c.day order by q.valid_from desc, q.revision desc limit 1) s
    where p.operator_id = $1 and p.revision > 1 and p.erased_on is null and ($3::date is null or c.day > $3::date or p.changed_at > $4::timestamptz)) k where ${CUSTOMS_HEAD}`

const EVENTS = [
  state('profile_changed', 'organisation_profile_states', '\'organisation:profile\''),
  state('unit_changed', 'unit_states', '\'unit:\' || s.code'), state('site_changed', 'site_states', '\'site:\' || s.code'), state('position_changed', 'position_states', '\'position:\' || s.code'),
  state('production_step_changed', 'production_step_states', '\'production_step:\' || s.code'), DESCRIBED,
  period('legal_entity_changed', 'legal_entities', '\'legal_entity:\' || r.eori'), period('software_changed', 'software_systems', '\'software:\' || r.code'),
  period('mandate_changed', 'mandates', '\'mandate:\' || r.id', 'least(r.valid_to, r.revoked_on - 1)'),
  held('responsible_person_changed', 'k.what = \'holder\' and (k.circle && array[\'in_charge\', \'in_control\'] or k.responsibilities && array[\'management\', \'board_member\'])'),
  held('customs_head_changed', `k.what = 'holder' and (${CUSTOMS_HEAD})`),
  held('classifier_changed', 'k.what = \'holder\' and k.responsibilities && array[\'classification_owner\']'),
  held('security_officer_changed', 'k.what = \'holder\' and k.responsibilities && array[\'security_officer\']'),
  held('deputy_changed', 'k.what = \'deputy\' and (k.circle <> \'{}\' or k.responsibilities && array[\'head_of_customs\', \'security_officer\', \'management\', \'board_member\']) or k.what = \'holder\' and k.responsibilities && array[\'deputy_head_of_customs\']')
].join(' union all ')

/** Positions are named, and never people. One statement. */
export const touchingEvents = async (tx: OperatorTx, span: TouchSpan): Promise<TouchingEvent[]> =>
  await tx.query<TouchingEvent>(`with held as (${HELD}) ${inSpan(EVENTS)}`, spanValues(tx.operatorId, span))
