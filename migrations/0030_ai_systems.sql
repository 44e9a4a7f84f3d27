-- The inventory of AI systems: what each is by day, its life cycle, what the AI Act makes of it, what is owed for it, and how it is controlled.

create table aeo.ai_systems (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  -- Moves with every change of the system, its status or its assessment.
  revision integer not null default 1,
  status text collate "C" not null default 'proposed',
  status_on date not null,
  -- First day in use; null: never yet.
  introduced_on date,
  -- The version in force.
  version integer not null default 1,
  valid_from date not null,
  provider text collate "C" not null,
  -- Of the assessment that holds; null: none yet. The class is null as well while answers leave it open.
  assessment integer,
  class text collate "C",
  provisional boolean,
  recorded_at timestamptz(3) not null,
  constraint ai_systems_pkey primary key (operator_id, id),
  constraint ai_systems_code_once unique (operator_id, code),
  constraint ai_systems_status_known check (status in ('proposed', 'assessed', 'in_use', 'suspended', 'retired')),
  constraint ai_systems_class_known check (class in ('out_of_scope', 'prohibited', 'high_risk', 'transparency', 'minimal')),
  -- Whatever way it got there: what Art. 5 forbids is not in use.
  constraint ai_systems_prohibited_unused check (status <> 'in_use' or class is distinct from 'prohibited'),
  constraint ai_systems_used_assessed check (status <> 'in_use' or assessment is not null),
  constraint ai_systems_introduced check (status not in ('in_use', 'suspended') or introduced_on is not null)
);
create index ai_systems_by_status on aeo.ai_systems (operator_id, status, code);
create index ai_systems_by_class on aeo.ai_systems (operator_id, class, code);
create index ai_systems_by_provider on aeo.ai_systems (operator_id, provider, code);

-- Pillars of the version in force, to be found by.
create table aeo.ai_system_pillars (
  operator_id uuid not null,
  pillar text collate "C" not null,
  system_id uuid not null,
  constraint ai_system_pillars_pkey primary key (operator_id, pillar, system_id),
  constraint ai_system_pillars_of foreign key (operator_id, system_id) references aeo.ai_systems,
  constraint ai_system_pillars_known check (pillar in ('identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle'))
);
create index ai_system_pillars_of_system on aeo.ai_system_pillars (operator_id, system_id);

-- A version holds from its first day until the next one begins; of several with the same first day the last holds.
create table aeo.ai_system_versions (
  operator_id uuid not null,
  system_id uuid not null,
  version integer not null,
  valid_from date not null,
  -- Whether something changed that customs is told of and the class rests on.
  material boolean not null,
  fields text[] collate "C" not null,
  -- Questions of the self-assessment questionnaire whose answers the change touches.
  questions text[] collate "C" not null,
  content json not null,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint ai_system_versions_pkey primary key (operator_id, system_id, version),
  constraint ai_system_versions_of foreign key (operator_id, system_id) references aeo.ai_systems
);
create index ai_system_versions_by_day on aeo.ai_system_versions (operator_id, system_id, valid_from, version);

create table aeo.ai_system_statuses (
  operator_id uuid not null,
  system_id uuid not null,
  number integer not null,
  status text collate "C" not null,
  valid_from date not null,
  reason text not null,
  -- The lawyer's opinion, where the rules ask for one.
  legal_review_reference text,
  legal_review_sha256 text collate "C",
  decided_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint ai_system_statuses_pkey primary key (operator_id, system_id, number),
  constraint ai_system_statuses_of foreign key (operator_id, system_id) references aeo.ai_systems,
  constraint ai_system_statuses_known check (status in ('proposed', 'assessed', 'in_use', 'suspended', 'retired')),
  constraint ai_system_statuses_review_whole check ((legal_review_reference is null) = (legal_review_sha256 is null))
);
create index ai_system_statuses_by_day on aeo.ai_system_statuses (operator_id, system_id, valid_from, number);

-- Answers, the law's day, the rules and what they made of them. The latest holds.
create table aeo.ai_assessments (
  operator_id uuid not null,
  system_id uuid not null,
  number integer not null,
  -- The version of the system that was answered about.
  version integer not null,
  -- stated: a person answered; rerun: earlier answers under other rules.
  origin text collate "C" not null,
  answers json not null,
  -- Answers that the rules do not take any more; shown, never used.
  answers_not_taken json not null,
  as_of date not null,
  rule_set_version text collate "C" not null,
  class text collate "C",
  provisional boolean not null,
  requires_legal_review boolean not null,
  -- Where the answers say otherwise than the register.
  contradictions json not null,
  result json not null,
  -- Who gave the answers, and who had them judged.
  answered_by uuid not null,
  assessed_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint ai_assessments_pkey primary key (operator_id, system_id, number),
  constraint ai_assessments_of foreign key (operator_id, system_id, version) references aeo.ai_system_versions,
  constraint ai_assessments_origin_known check (origin in ('stated', 'rerun'))
);
create index ai_assessments_of_version on aeo.ai_assessments (operator_id, system_id, version);
alter table aeo.ai_systems add constraint ai_systems_assessment foreign key (operator_id, id, assessment) references aeo.ai_assessments (operator_id, system_id, number);

do $$
declare t text;
begin
  foreach t in array array['ai_systems', 'ai_system_pillars', 'ai_system_versions', 'ai_system_statuses', 'ai_assessments'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
-- Versions, statuses and assessments are added and never changed.
grant select, insert on aeo.ai_system_versions, aeo.ai_system_statuses, aeo.ai_assessments to aeo_app;
grant select, insert, update on aeo.ai_systems to aeo_app;
grant select, insert, delete on aeo.ai_system_pillars to aeo_app;
