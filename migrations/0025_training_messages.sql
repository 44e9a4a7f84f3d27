-- Information duties: what people must have read and acknowledged, and calendars of what ends in a unit.

-- What was issued is not changed, so that an acknowledgement is of exactly that; when it is due, and whether it is withdrawn, may be.
create table aeo.training_messages (
  operator_id uuid not null,
  id uuid not null,
  kind text collate "C" not null,
  title text not null,
  -- Null: it stands in the document, or its keeping has ended.
  text text,
  document_reference text,
  document_sha256 text collate "C",
  issued_on date not null,
  due_on date not null,
  -- Whom it is for, by the organisation of each day. Codes that the service has looked up: those records are never deleted.
  to_all boolean not null,
  to_units text[] collate "C" not null,
  to_positions text[] collate "C" not null,
  to_responsibilities text[] collate "C" not null,
  to_people text[] collate "C" not null,
  -- First day on which nobody owes it any more.
  withdrawn_on date,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint training_messages_pkey primary key (operator_id, id),
  constraint training_messages_kind_known check (kind in ('law_change', 'nomenclature_change', 'audit_result', 'procedure_change', 'system_change', 'other')),
  constraint training_messages_due check (due_on >= issued_on),
  constraint training_messages_withdrawn check (withdrawn_on >= issued_on),
  constraint training_messages_to_somebody check (to_all <> (cardinality(to_units) + cardinality(to_positions) + cardinality(to_responsibilities) + cardinality(to_people) > 0))
);
create index training_messages_day on aeo.training_messages (operator_id, issued_on, id);
create index training_messages_of_kind on aeo.training_messages (operator_id, kind, issued_on, id);
create index training_messages_withdrawn_day on aeo.training_messages (operator_id, withdrawn_on, id) where withdrawn_on is not null;

create table aeo.training_acknowledgements (
  operator_id uuid not null,
  id uuid not null,
  message uuid not null,
  person text collate "C" not null,
  acknowledged_on date not null,
  -- `self`: by the person's own login; `recorded`: by somebody who holds the evidence.
  means text collate "C" not null,
  -- Words that go with the person.
  evidence text,
  evidence_sha256 text collate "C",
  -- First day on which it counts no more: it was recorded by mistake.
  revoked_on date,
  revocation_reason text,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint training_acknowledgements_pkey primary key (operator_id, id),
  constraint training_acknowledgements_of foreign key (operator_id, message) references aeo.training_messages,
  constraint training_acknowledgements_person foreign key (operator_id, person) references aeo.people,
  constraint training_acknowledgements_means_known check (means in ('self', 'recorded'))
);
create unique index training_acknowledgements_once on aeo.training_acknowledgements (operator_id, message, person) where revoked_on is null;
create index training_acknowledgements_of_message on aeo.training_acknowledgements (operator_id, message, id);
create index training_acknowledgements_of_person on aeo.training_acknowledgements (operator_id, person);

-- Links to calendars of a unit. The token stands nowhere: whoever reads this table opens nothing.
create table aeo.calendar_links (
  operator_id uuid not null,
  id uuid not null,
  token_sha256 bytea not null,
  unit text collate "C" not null,
  within_days smallint not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  created_by uuid not null,
  created_at timestamptz(3) not null,
  openings bigint not null default 0,
  last_opened_at timestamptz(3),
  revision integer not null default 1,
  constraint calendar_links_pkey primary key (operator_id, id),
  constraint calendar_links_token_once unique (operator_id, token_sha256),
  constraint calendar_links_unit foreign key (operator_id, unit) references aeo.units,
  constraint calendar_links_token_hashed check (octet_length(token_sha256) = 32),
  constraint calendar_links_within check (within_days between 1 and 366)
);
create index calendar_links_by_token on aeo.calendar_links (token_sha256);
create index calendar_links_of_unit on aeo.calendar_links (operator_id, unit);

do $$
declare t text;
begin
  foreach t in array array['training_messages', 'training_acknowledgements', 'calendar_links'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select, insert, update (text, document_reference, due_on, withdrawn_on, revision) on aeo.training_messages to aeo_app;
grant select, insert, update (evidence, revoked_on, revocation_reason) on aeo.training_acknowledgements to aeo_app;
grant select, insert, update (expires_at, revoked_at, openings, last_opened_at, revision) on aeo.calendar_links to aeo_app;

-- A link names its operator before any operator is set. Like the directory of operators, links are reached through a pinned function alone,
-- which answers for one token that somebody holds, and only while it opens something.
create policy directory on aeo.calendar_links for select to aeo_owner using (true);

create function aeo.find_calendar_link(p_token_sha256 bytea, p_at timestamptz) returns table (operator_id uuid, eori text, id uuid, unit text, within_days smallint)
language sql stable security definer set search_path = aeo, pg_temp
as $$ select l.operator_id, o.eori, l.id, l.unit, l.within_days from aeo.calendar_links l join aeo.operators o on o.operator_id = l.operator_id
  where l.token_sha256 = p_token_sha256 and l.revoked_at is null and l.expires_at > p_at and o.status = 'active' $$;
grant execute on function aeo.find_calendar_link(bytea, timestamptz) to aeo_app;
