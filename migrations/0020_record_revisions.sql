-- What records beside the declarations said before they were changed. It is kept as long as the record itself: what is erased there is
-- erased here. No foreign key: the record stands in the table that `kind` names.
create table aeo.record_revisions (
  operator_id uuid not null,
  record_id uuid not null,
  revision integer not null,
  kind text collate "C" not null,
  -- As the API has it, by the names of fields.
  content jsonb not null,
  replaced_at timestamptz(3) not null,
  constraint record_revisions_pkey primary key (operator_id, record_id, revision),
  constraint record_revisions_kind_known check (kind in ('supporting_documents', 'goods_movements', 'excise_movements', 'exit_proofs', 'criteria_evidence'))
);
alter table aeo.record_revisions enable row level security;
alter table aeo.record_revisions force row level security;
create policy own_operator on aeo.record_revisions for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
-- Nothing of it is changed but where a document was, and whom evidence is about; what must not be kept any longer goes.
grant select, insert, delete, update (content) on aeo.record_revisions to aeo_app;
