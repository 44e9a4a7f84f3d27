-- Registers of other features that checks ask: known without asking is whether an operator keeps one at all.

-- Registers of which the operator has recorded something, ever.
create table aeo.announced_registers (
  operator_id uuid not null,
  register text collate "C" not null,
  constraint announced_registers_pkey primary key (operator_id, register)
);
alter table aeo.announced_registers enable row level security;
alter table aeo.announced_registers force row level security;
create policy own_operator on aeo.announced_registers for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
grant select, insert on aeo.announced_registers to aeo_app;

-- For a register that is asked for each batch: `create trigger announce_register after insert on aeo.<table> referencing new table as added
-- for each statement execute function aeo.announce_register('<its name>')`. The first record moves the version that replicas compare, so
-- all of them learn of it; each later statement costs one look into an index.
create function aeo.announce_register() returns trigger language plpgsql volatile set search_path = aeo, pg_temp as $$
declare
  v_operator uuid;
begin
  for v_operator in
    insert into aeo.announced_registers (operator_id, register) select distinct a.operator_id, tg_argv[0] from added a
      on conflict do nothing returning operator_id
  loop
    perform aeo.move_examination_head(v_operator);
  end loop;
  return null;
end $$;

-- A run may be narrowed to what a change elsewhere touches. It goes through the period all the same and examines part of it.
alter table aeo.examination_runs
  add column scope json not null default '{}',
  -- Declarations that a narrowed run examined again.
  add column examined integer not null default 0;
