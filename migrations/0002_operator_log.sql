-- The operator's log: one append-only, hash-chained sequence of events per operator (design idea 2).
create table aeo.operator_log (
  operator_id uuid not null,
  epoch integer not null,
  seq bigint not null,
  at timestamptz(3) not null,
  type text collate "C" not null,
  subject text collate "C" not null,
  actor uuid not null,
  data text,
  salt bytea,
  data_hash bytea not null,
  previous_hash bytea not null,
  hash bytea not null,
  constraint operator_log_pkey primary key (operator_id, epoch, seq),
  -- The hashed header is JSON text made by concatenation, so nothing in it may need escaping.
  constraint operator_log_type_shape check (type ~ '^[a-z_]+\.[a-z_]+$'),
  constraint operator_log_subject_shape check (subject ~ '^[A-Za-z0-9:._-]{1,100}$'),
  constraint operator_log_erased_whole check ((data is null) = (salt is null))
);
alter table aeo.operator_log enable row level security;
alter table aeo.operator_log force row level security;
create policy own_operator on aeo.operator_log for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
grant select, insert on aeo.operator_log to aeo_app;

-- Refuses every change to the owner as well, but one: erasing data and salt, which leaves the chain verifiable.
create function aeo.refuse_log_change() returns trigger language plpgsql set search_path = aeo, pg_temp as $$
begin
  if tg_op = 'UPDATE' and new.data is null and new.salt is null
    and (new.operator_id, new.epoch, new.seq, new.at, new.type, new.subject, new.actor, new.data_hash, new.previous_hash, new.hash)
      is not distinct from
      (old.operator_id, old.epoch, old.seq, old.at, old.type, old.subject, old.actor, old.data_hash, old.previous_hash, old.hash)
  then
    return new;
  end if;
  raise exception 'the operator log is append-only' using errcode = '42501';
end $$;
create trigger operator_log_append_only before update or delete on aeo.operator_log
  for each row execute function aeo.refuse_log_change();
create trigger operator_log_no_truncate before truncate on aeo.operator_log
  for each statement execute function aeo.refuse_log_change();

-- The end of each chain. Locking this row gives out the next seq, so the sequence is gapless and visible in order.
create table aeo.log_heads (
  operator_id uuid primary key,
  epoch integer not null,
  seq bigint not null,
  hash bytea not null
);
alter table aeo.log_heads enable row level security;
alter table aeo.log_heads force row level security;
create policy own_operator on aeo.log_heads for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
grant select, insert, update on aeo.log_heads to aeo_app;

-- Pseudonyms of those who act: the log holds the random actor_id, the subject of the token stands here and can be erased.
create table aeo.actors (
  operator_id uuid not null,
  actor_id uuid not null,
  subject text,
  first_seen_at timestamptz(3) not null default now(),
  constraint actors_pkey primary key (operator_id, actor_id),
  constraint actors_subject_once unique (operator_id, subject)
);
alter table aeo.actors enable row level security;
alter table aeo.actors force row level security;
create policy own_operator on aeo.actors for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
grant select, insert, update on aeo.actors to aeo_app;

-- Appends events in order and moves the head. Called last in a transaction: the head row stays locked until commit.
-- The header that is hashed is one JSON array: domain tag, operator, epoch, seq, at, type, subject, actor, data hash, previous hash.
create function aeo.append_events(
  p_operator uuid, p_at timestamptz,
  p_actors text[], p_types text[], p_subjects text[], p_data text[], p_salts bytea[], p_data_hashes bytea[]
) returns bigint language plpgsql volatile set search_path = aeo, pg_temp as $$
declare
  v_epoch integer;
  v_seq bigint;
  v_hash bytea;
  v_first bigint;
  v_previous bytea[] := '{}';
  v_hashes bytea[] := '{}';
  v_event record;
  v_begin text;
  v_at text := ',"' || to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","';
begin
  select h.epoch, h.seq, h.hash into v_epoch, v_seq, v_hash from aeo.log_heads h where h.operator_id = p_operator for update;
  if not found then
    insert into aeo.log_heads as h (operator_id, epoch, seq, hash)
      values (p_operator, 1, 0, sha256(convert_to('["aeo-control log 1","' || p_operator || '",1]', 'UTF8')))
      on conflict (operator_id) do update set seq = h.seq
      returning h.epoch, h.seq, h.hash into v_epoch, v_seq, v_hash;
  end if;
  v_first := v_seq + 1;
  v_begin := '["aeo-control log 1","' || p_operator || '",' || v_epoch || ',';
  -- Rows rather than subscripts: reaching into a long array walks it from its beginning each time.
  for v_event in select e.actor, e.type, e.subject, e.data_hash from unnest(p_actors, p_types, p_subjects, p_data_hashes)
      with ordinality as e (actor, type, subject, data_hash, position) order by e.position loop
    v_seq := v_seq + 1;
    v_previous := array_append(v_previous, v_hash);
    v_hash := sha256(convert_to(concat(v_begin, v_seq, v_at, v_event.type, '","', v_event.subject, '","', v_event.actor, '","',
      encode(v_event.data_hash, 'hex'), '","', encode(v_hash, 'hex'), '"]'), 'UTF8'));
    v_hashes := array_append(v_hashes, v_hash);
  end loop;
  insert into aeo.operator_log (operator_id, epoch, seq, at, type, subject, actor, data, salt, data_hash, previous_hash, hash)
    select p_operator, v_epoch, v_first - 1 + e.position, p_at, e.type, e.subject, e.actor::uuid, e.data, e.salt, e.data_hash, e.previous_hash, e.hash
    from unnest(p_actors, p_types, p_subjects, p_data, p_salts, p_data_hashes, v_previous, v_hashes)
      with ordinality as e (actor, type, subject, data, salt, data_hash, previous_hash, hash, position);
  update aeo.log_heads h set seq = v_seq, hash = v_hash where h.operator_id = p_operator;
  return v_seq;
end $$;
grant execute on function aeo.append_events(uuid, timestamptz, text[], text[], text[], text[], bytea[], bytea[]) to aeo_app;
