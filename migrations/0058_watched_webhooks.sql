-- What whoever runs the service watches of webhooks: numbers over all operators, and no operator's.

-- Of what waits that of webhooks which are sent to; of one that is paused or disabled it waits for a person. Overdue is what is due and
-- nobody is at: seconds of the webhook that has waited longest for its turn.
create function aeo.watch_webhooks(p_at timestamptz) returns table (active bigint, paused bigint, disabled bigint, waiting bigint, overdue_seconds double precision)
language sql stable security definer set search_path = aeo, pg_temp
as $$ select count(*) filter (where w.state = 'active'), count(*) filter (where w.state = 'paused'), count(*) filter (where w.state = 'disabled'),
    coalesce(sum((select count(*) from aeo.webhook_deliveries d where d.operator_id = w.operator_id and d.webhook_id = w.id and d.state = 'pending')) filter (where w.state = 'active'), 0)::bigint,
    coalesce(max(extract(epoch from p_at - w.due_at)) filter (where w.due_at <= p_at and (w.leased_until is null or w.leased_until <= clock_timestamp())), 0)::double precision
  from aeo.webhooks w join aeo.operators o on o.operator_id = w.operator_id where w.state <> 'retired' and o.status = 'active' $$;
grant execute on function aeo.watch_webhooks(timestamptz) to aeo_app;
