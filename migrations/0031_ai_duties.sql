-- What is owed for each AI system, by its assessment; and how each of its controls was rated.

create table aeo.ai_obligations (
  operator_id uuid not null,
  system_id uuid not null,
  obligation text collate "C" not null,
  -- Whether the assessment that holds brings it. What was decided of one that is owed no more is kept.
  owed boolean not null,
  -- First day on which an assessment brought it.
  owed_since date not null,
  title text not null,
  legal_ref text not null,
  binding text collate "C" not null,
  -- By the law; null while it is deferred.
  due_from date,
  state text collate "C" not null default 'open',
  reason text,
  evidence_reference text,
  evidence_sha256 text collate "C",
  owner_kind text collate "C",
  owner text collate "C",
  -- The company's own day.
  stated_due_on date,
  -- The earlier of the two; nothing is due before it is owed.
  due_on date generated always as (least(stated_due_on, case when due_from is not null then greatest(due_from, owed_since) end)) stored,
  decided_by uuid,
  decided_at timestamptz(3),
  revision integer not null default 1,
  constraint ai_obligations_pkey primary key (operator_id, system_id, obligation),
  constraint ai_obligations_of foreign key (operator_id, system_id) references aeo.ai_systems,
  constraint ai_obligations_state_known check (state in ('open', 'fulfilled', 'not_applicable')),
  constraint ai_obligations_binding_known check (binding in ('law', 'good_practice')),
  constraint ai_obligations_fulfilled_proved check (state <> 'fulfilled' or evidence_reference is not null),
  constraint ai_obligations_excused_why check (state <> 'not_applicable' or reason is not null),
  constraint ai_obligations_evidence_whole check ((evidence_reference is null) = (evidence_sha256 is null)),
  constraint ai_obligations_owner_whole check ((owner is null) = (owner_kind is null) and owner_kind in ('person', 'position'))
);
create index ai_obligations_due on aeo.ai_obligations (operator_id, due_on, system_id, obligation) where owed and state = 'open';

-- Ratings are added and never changed: the last one of a control holds.
create table aeo.ai_control_ratings (
  operator_id uuid not null,
  system_id uuid not null,
  control text collate "C" not null,
  revision integer not null,
  rating text collate "C" not null,
  reason text,
  evidence_reference text,
  evidence_sha256 text collate "C",
  -- The system's version that was looked at.
  version integer not null,
  rated_on date not null,
  rated_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint ai_control_ratings_pkey primary key (operator_id, system_id, control, revision),
  constraint ai_control_ratings_of foreign key (operator_id, system_id, version) references aeo.ai_system_versions,
  constraint ai_control_ratings_known check (rating in ('not_applicable', 'missing', 'designed', 'operating', 'effective')),
  constraint ai_control_ratings_working_proved check (rating not in ('operating', 'effective') or evidence_reference is not null),
  constraint ai_control_ratings_excused_why check (rating <> 'not_applicable' or reason is not null),
  constraint ai_control_ratings_evidence_whole check ((evidence_reference is null) = (evidence_sha256 is null))
);
create index ai_control_ratings_of_version on aeo.ai_control_ratings (operator_id, system_id, version);

do $$
declare t text;
begin
  foreach t in array array['ai_obligations', 'ai_control_ratings'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select, insert, update on aeo.ai_obligations to aeo_app;
grant select, insert on aeo.ai_control_ratings to aeo_app;
