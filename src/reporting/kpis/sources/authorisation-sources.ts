import type { Source } from '../definition.ts'
import { POINTS } from './declaration-sources.ts'

/** What customs allow, and what that obliges to, as on a day. */

const AHEAD_DAYS = 90
const held = (period: string): string => `${period}.from_day <= p.last and (${period}.to_day is null or ${period}.to_day >= p.last)`

/** A renewal is under way where another authorisation of the type is applied for, or granted beyond the end of this one. */
export const AUTHORISATIONS: Source = {
  name: 'authorisations', reads: 'authorisations in force on the day, and applications and grants of the same type (authorisation_periods)', period: 'as_of_day',
  dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, count(*)::text as "inForce",
      count(*) filter (where h.valid_to between p.last and p.last + ${AHEAD_DAYS} and not exists (
        select from aeo.authorisations b join aeo.authorisation_periods n on n.operator_id = b.operator_id and n.authorisation_id = b.id
        where b.operator_id = $1 and b.type = a.type and b.id <> a.id and ${held('n')}
          and (n.status = 'applied' or (n.status in ('granted', 'amended') and (n.valid_to is null or n.valid_to > h.valid_to)))))::text as expiring
    from ${POINTS}
      join aeo.authorisation_periods h on h.operator_id = $1 and h.status in ('granted', 'amended', 'suspended') and ${held('h')}
      join aeo.authorisations a on a.operator_id = h.operator_id and a.id = h.authorisation_id
    group by p.point`
}

export const NOTIFICATION_DUTIES: Source = {
  name: 'notification_duties', reads: 'duties to notify customs, with their last day and when they were met (notification_duties)', period: 'as_of_day', dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, count(distinct h.authorisation_id)::text as authorisations,
      (select count(*) from aeo.notification_duties d where d.operator_id = $1 and d.detected_on <= p.last and d.due_on < p.last
        and not (d.state = 'notified' and (d.sent_at at time zone 'UTC')::date <= p.last)
        and not (d.state = 'not_needed' and (d.decided_at at time zone 'UTC')::date <= p.last))::text as overdue
    from ${POINTS} join aeo.authorisation_periods h on h.operator_id = $1 and h.status in ('granted', 'amended', 'suspended') and ${held('h')}
    group by p.point, p.last`
}

/** The next due day is what is kept; what was overdue on an earlier day and done since is not told. */
export const OBLIGATIONS: Source = {
  name: 'obligations', reads: 'obligations of authorisations with their next due day (authorisation_obligations)', period: 'as_of_day', dimensions: [], byMonth: false,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key, count(*)::text as obligations, count(*) filter (where o.next_due < p.last)::text as overdue
    from ${POINTS} join aeo.authorisation_obligations o on o.operator_id = $1 and (o.recorded_at at time zone 'UTC')::date <= p.last
    group by p.point`
}

/**
 * What declarations burden guarantees with, less what they burden them with no longer once it is paid by the terms (totals), against what the authorisations in force
 * guarantee. Nothing is converted: null while amounts or guarantees are in several currencies.
 */
export const GUARANTEES: Source = {
  name: 'guarantees', reads: 'guarantees of authorisations in force on the day, and what declarations burden them with (authorisation_periods, reference_use)', period: 'as_of_day',
  dimensions: [], byMonth: true,
  statement: `select p.point::integer as point, 'all' as dimension, '' as key,
      case when count(distinct g.currency) = 1 and sum(u.other) = 0 then sum(u.open)::text end as open, case when count(distinct g.currency) = 1 and sum(u.other) = 0 then sum(g.amount)::text end as guaranteed
    from ${POINTS}
      join lateral (select coalesce(h.terms #>> '{scope,guarantee,grn}', a.reference) as reference, h.terms #>> '{scope,guarantee,currency}' as currency,
          (h.terms #>> '{scope,guarantee,referenceAmount}')::numeric as amount, coalesce((h.terms #>> '{scope,guarantee,paymentDays}')::integer, 0) as payment_days
        from aeo.authorisation_periods h join aeo.authorisations a on a.operator_id = h.operator_id and a.id = h.authorisation_id
        where h.operator_id = $1 and h.status in ('granted', 'amended') and json_typeof(h.terms #> '{scope,guarantee}') = 'object' and ${held('h')}) g on true
      cross join lateral (
        select coalesce(sum(o.amount) filter (where o.currency = g.currency), 0) as open, count(*) filter (where o.currency <> g.currency and o.amount <> 0) as other from (
          select r.currency, sum(r.amount) - coalesce(sum(r.ended_amount) filter (where r.day <= p.last - g.payment_days), 0) as amount from aeo.reference_use r
          where r.operator_id = $1 and r.kind = 'guarantee' and r.reference = g.reference and r.day <= p.last group by r.currency) o) u
    group by p.point`
}
