-- Operators: the tenants. A global directory (a reference table when sharded): the service's role sees its own row only,
-- and reaches the directory through the pinned functions below.
create table aeo.operators (
  operator_id uuid primary key,
  eori text collate "C" not null,
  name text not null,
  status text not null default 'active',
  created_at timestamptz(3) not null default now(),
  constraint operators_eori_once unique (eori),
  constraint operators_eori_shape check (eori ~ '^[A-Z]{2}[A-Za-z0-9]{1,15}$'),
  constraint operators_status_known check (status in ('active', 'suspended'))
);
alter table aeo.operators enable row level security;
alter table aeo.operators force row level security;
create policy own_operator on aeo.operators for select to aeo_app
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
create policy directory on aeo.operators for all to aeo_owner using (true) with check (true);
grant select on aeo.operators to aeo_app;

-- A token names its operator by EORI before any operator is set.
create function aeo.find_operator(p_eori text) returns table (operator_id uuid, status text)
language sql stable security definer set search_path = aeo, pg_temp
as $$ select o.operator_id, o.status from aeo.operators o where o.eori = p_eori $$;

create function aeo.list_operators() returns table (operator_id uuid, eori text, name text, status text, created_at timestamptz)
language sql stable security definer set search_path = aeo, pg_temp
as $$ select o.operator_id, o.eori, o.name, o.status, o.created_at from aeo.operators o order by o.eori $$;

-- Adds an operator, or answers the one that has this EORI. For the command line.
create function aeo.add_operator(p_operator uuid, p_eori text, p_name text) returns table (operator_id uuid, added boolean)
language plpgsql volatile security definer set search_path = aeo, pg_temp
as $$
begin
  insert into aeo.operators (operator_id, eori, name) values (p_operator, p_eori, p_name) on conflict (eori) do nothing;
  return query select o.operator_id, o.operator_id = p_operator from aeo.operators o where o.eori = p_eori;
end $$;

create function aeo.set_operator_status(p_eori text, p_status text) returns boolean
language plpgsql volatile security definer set search_path = aeo, pg_temp
as $$
begin
  update aeo.operators o set status = p_status where o.eori = p_eori;
  return found;
end $$;

grant execute on function aeo.find_operator(text), aeo.list_operators(), aeo.add_operator(uuid, text, text),
  aeo.set_operator_status(text, text) to aeo_app;
