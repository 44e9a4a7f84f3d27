-- Information duties: what people must know of what changes, and who has acknowledged it.

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

do $$
declare t text;
begin
  foreach t in array array['training_messages', 'training_acknowledgements'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select, insert, update (text, document_reference, due_on, withdrawn_on, revision) on aeo.training_messages to aeo_app;
grant select, insert, update (evidence, revoked_on, revocation_reason) on aeo.training_acknowledgements to aeo_app;
