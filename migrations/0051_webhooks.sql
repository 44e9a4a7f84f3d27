-- Webhooks: where an operator is told of events of its log, and what became of each delivery.

create table aeo.webhooks (
  operator_id uuid not null,
  id uuid not null,
  url text not null,
  description text,
  -- Which events it asks for: *, kind.* or kind.happened.
  event_types text[] not null,
  -- Rights to read events of whoever made it, as they were then: it is told of nothing else.
  scopes text[] not null,
  -- active; paused: by a person; disabled: by the service, which says why; retired: for good.
  state text collate "C" not null default 'active',
  disabled_because text collate "C",
  -- When it became what it is.
  state_since timestamptz(3) not null,
  -- Sealed with a key that is not in the database; of a webhook that is retired they are gone.
  secret bytea,
  -- Valid beside it until then, after a change of secrets.
  previous_secret bytea,
  previous_secret_ends_at timestamptz(3),
  -- The last event of the log that was looked at for it.
  epoch integer not null,
  seq bigint not null,
  -- Turns in a row in which the receiver took nothing, since when, and until when nothing is sent.
  failures integer not null default 0,
  failing_since timestamptz(3),
  rests_until timestamptz(3),
  -- When something is to be sent next; null: nothing waits.
  due_at timestamptz(3),
  -- Who sends to it at the moment, and until when nobody else does; by the clock of the database.
  lease uuid,
  leased_until timestamptz,
  revision integer not null default 1,
  created_by uuid not null,
  created_at timestamptz(3) not null,
  constraint webhooks_pkey primary key (operator_id, id),
  constraint webhooks_state_known check (state in ('active', 'paused', 'disabled', 'retired')),
  constraint webhooks_disabled_whole check ((state = 'disabled') = (disabled_because is not null)),
  constraint webhooks_because_known check (disabled_because in ('failing', 'gone')),
  constraint webhooks_secret_kept check ((secret is null) = (state = 'retired')),
  constraint webhooks_previous_whole check ((previous_secret is null) = (previous_secret_ends_at is null)),
  constraint webhooks_lease_whole check ((lease is null) = (leased_until is null)),
  constraint webhooks_asks check (cardinality(event_types) between 1 and 50)
);
create index webhooks_by_state on aeo.webhooks (operator_id, state, id);
create index webhooks_due on aeo.webhooks (due_at) where due_at is not null;

-- What is to be sent, or was. Of an event there are its type and its number; whoever may read more asks for it.
create table aeo.webhook_deliveries (
  operator_id uuid not null,
  webhook_id uuid not null,
  -- The header webhook-id: the same for the same event, however often it is sent.
  id uuid not null,
  type text collate "C" not null,
  subject text collate "C" not null,
  -- Of the event; null for a test, which is none.
  epoch integer,
  seq bigint,
  at timestamptz(3) not null,
  -- pending; delivered; given_up: after three days; dropped: not asked for any more.
  state text collate "C" not null default 'pending',
  attempts integer not null default 0,
  queued_at timestamptz(3) not null,
  first_attempt_at timestamptz(3),
  last_attempt_at timestamptz(3),
  due_at timestamptz(3),
  -- What the last attempt came to: the HTTP status if there was one, and what was wrong.
  status integer,
  error text collate "C",
  constraint webhook_deliveries_pkey primary key (operator_id, webhook_id, id),
  constraint webhook_deliveries_of foreign key (operator_id, webhook_id) references aeo.webhooks,
  constraint webhook_deliveries_state_known check (state in ('pending', 'delivered', 'given_up', 'dropped')),
  constraint webhook_deliveries_due_while_pending check ((state = 'pending') = (due_at is not null)),
  constraint webhook_deliveries_event_whole check ((epoch is null) = (seq is null))
);
create index webhook_deliveries_waiting on aeo.webhook_deliveries (operator_id, webhook_id, due_at, epoch, seq) where state = 'pending';
create index webhook_deliveries_listed on aeo.webhook_deliveries (operator_id, webhook_id, queued_at, id);
create index webhook_deliveries_by_state on aeo.webhook_deliveries (operator_id, webhook_id, state, queued_at, id);
create index webhook_deliveries_ended on aeo.webhook_deliveries (operator_id, queued_at) where state <> 'pending';

do $$
declare t text;
begin
  foreach t in array array['webhooks', 'webhook_deliveries'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select, insert, delete on aeo.webhooks, aeo.webhook_deliveries to aeo_app;
grant update (url, description, event_types, scopes, state, disabled_because, state_since, secret, previous_secret, previous_secret_ends_at, epoch, seq, failures, failing_since, rests_until, due_at, lease, leased_until, revision) on aeo.webhooks to aeo_app;
grant update (state, attempts, queued_at, first_attempt_at, last_attempt_at, due_at, status, error) on aeo.webhook_deliveries to aeo_app;

-- Whose webhooks are due, for those who send for all operators. Like the directory of operators it is reached through pinned functions
-- alone, which show numbers and ids, no address and no secret.
create policy directory on aeo.webhooks for select to aeo_owner using (true);
create policy directory on aeo.webhook_deliveries for select to aeo_owner using (true);

-- Of each operator at most so many, and all the first before any second: none waits behind another's.
create function aeo.list_due_webhooks(p_at timestamptz, p_of_operator integer, p_limit integer) returns table (operator_id uuid, eori text, id uuid)
language sql stable security definer set search_path = aeo, pg_temp
as $$ select d.operator_id, d.eori, d.id from (
    select w.operator_id, o.eori, w.id, w.due_at, row_number() over (partition by w.operator_id order by w.due_at, w.id) as place
    from aeo.webhooks w join aeo.operators o on o.operator_id = w.operator_id
    where w.due_at <= p_at and (w.leased_until is null or w.leased_until <= clock_timestamp()) and o.status = 'active') d
  where d.place <= p_of_operator order by d.place, d.due_at, d.id limit p_limit $$;
grant execute on function aeo.list_due_webhooks(timestamptz, integer, integer) to aeo_app;

create function aeo.count_waiting_deliveries() returns bigint
language sql stable security definer set search_path = aeo, pg_temp
as $$ select count(*) from aeo.webhook_deliveries d where d.state = 'pending' $$;
grant execute on function aeo.count_waiting_deliveries() to aeo_app;
