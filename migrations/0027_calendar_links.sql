-- Calendars that people subscribe to by a link: what ends in a unit, without people.

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
create index calendar_links_of_unit on aeo.calendar_links (operator_id, unit, id);

alter table aeo.calendar_links enable row level security;
alter table aeo.calendar_links force row level security;
create policy own_operator on aeo.calendar_links for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
grant select, insert, update (expires_at, revoked_at, openings, last_opened_at, revision) on aeo.calendar_links to aeo_app;

-- A link names its operator before any operator is set. Like the directory of operators, links are reached through a pinned function alone,
-- which answers for one token that somebody holds, and only while it opens something.
create policy directory on aeo.calendar_links for select to aeo_owner using (true);

create function aeo.find_calendar_link(p_token_sha256 bytea, p_at timestamptz) returns table (operator_id uuid, eori text, id uuid, unit text, within_days smallint)
language sql stable security definer set search_path = aeo, pg_temp
as $$ select l.operator_id, o.eori, l.id, l.unit, l.within_days from aeo.calendar_links l join aeo.operators o on o.operator_id = l.operator_id
  where l.token_sha256 = p_token_sha256 and l.revoked_at is null and l.expires_at > p_at and o.status = 'active' $$;
grant execute on function aeo.find_calendar_link(bytea, timestamptz) to aeo_app;
