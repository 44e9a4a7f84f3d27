-- A sanction may name an MRN whose declaration comes later, and a declaration may change: what a sanction is counted under follows. And
-- words of people go when they must.

-- MRNs that it names of which no declaration stands here, as they were named.
alter table aeo.sanctions add column unlinked text[] collate "C" not null default '{}';
create index sanctions_unlinked on aeo.sanctions (operator_id, id) where unlinked <> '{}';

-- A state that nobody made: what was stated is as before, and what follows from the declarations is new.
alter table aeo.sanction_revisions drop constraint sanction_revisions_kind_known;
alter table aeo.sanction_revisions add constraint sanction_revisions_kind_known check (kind in ('recorded', 'changed', 'appeal_changed', 'derived', 'words_erased'));

-- Words of people can be erased; of what was decided nothing can.
alter table aeo.sanction_settings alter column reason drop not null;
grant update (severity_reason, words) on aeo.sanction_revisions to aeo_app;
grant update (reason) on aeo.sanction_settings to aeo_app;

-- How far the operator's log was read for declarations that sanctions name.
create table aeo.sanction_followers (
  operator_id uuid not null,
  epoch integer not null,
  seq bigint not null,
  -- Sanctions after this one are still to be derived as they stand; null once all are.
  derives_after uuid,
  constraint sanction_followers_pkey primary key (operator_id)
);
alter table aeo.sanction_followers enable row level security;
alter table aeo.sanction_followers force row level security;
create policy own_operator on aeo.sanction_followers for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
grant select, insert, update on aeo.sanction_followers to aeo_app;

-- What is stored already, per operator and from its own rows.
do $$
declare
  v_operator uuid;
begin
  for v_operator in select o.operator_id from aeo.operators o order by o.operator_id loop
    perform set_config('app.operator_id', v_operator::text, true);
    update aeo.sanctions s set unlinked = array(
      select n.reference from json_array_elements_text(s.content -> 'declarations') with ordinality as n (reference, place)
      where n.reference !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
        and not exists (select from aeo.declarations d where d.operator_id = v_operator and d.mrn = n.reference)
      order by n.place)
    where s.operator_id = v_operator and json_array_length(s.content -> 'declarations') > 0;
  end loop;
end $$;
