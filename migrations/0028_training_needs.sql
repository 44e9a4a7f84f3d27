-- Needs for training: that somebody must learn something, why, by when, and what answered it. Needs that follow from requirements alone are
-- computed and stand nowhere.

create table aeo.training_needs (
  operator_id uuid not null,
  id uuid not null,
  source text collate "C" not null,
  topic text collate "C" not null,
  level smallint not null,
  -- Null: the whole company. A unit that declarations name need not be one of the organisation's records.
  unit text collate "C",
  severity text collate "C" not null,
  opened_on date not null,
  due_on date not null,
  -- Null: the head of customs.
  owner_position text collate "C",
  state text collate "C" not null default 'open',
  closed_on date,
  closed_because text collate "C",
  effect_check_on date,
  -- Release of the rules that it was derived by; null: stated by a person.
  rules_release text collate "C",
  evidence_from date,
  evidence_to date,
  -- How many people the unit had when it was derived or stated: figures of few are nobody's to see.
  unit_people integer not null,
  figures json not null default '[]',
  roles json not null default '[]',
  stated_references text[] not null default '{}',
  -- Words of people; null where nothing was said, or once erased.
  reason text,
  closing_reason text,
  opened_by uuid not null,
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint training_needs_pkey primary key (operator_id, id),
  constraint training_needs_owner foreign key (operator_id, owner_position) references aeo.positions,
  constraint training_needs_source_known check (source in ('finding', 'sanction', 'law_change', 'audit_finding', 'new_authorisation', 'new_ai_system', 'role_change', 'kpi', 'questionnaire', 'other')),
  constraint training_needs_level check (level between 1 and 4),
  constraint training_needs_severity_known check (severity in ('critical', 'important', 'advisable')),
  constraint training_needs_state_known check (state in ('open', 'closed')),
  constraint training_needs_closing_known check (closed_because in ('records', 'stated_reason')),
  constraint training_needs_closed_whole check ((state = 'closed') = (closed_on is not null) and (closed_on is null) = (closed_because is null)),
  constraint training_needs_evidence_period check (evidence_to >= evidence_from)
);
create index training_needs_day on aeo.training_needs (operator_id, opened_on, id);
create index training_needs_state on aeo.training_needs (operator_id, state, opened_on, id);
create index training_needs_of_topic on aeo.training_needs (operator_id, topic, opened_on, id);
create index training_needs_of_unit on aeo.training_needs (operator_id, unit, opened_on, id);
create index training_needs_of_source on aeo.training_needs (operator_id, source, opened_on, id);
create index training_needs_due on aeo.training_needs (operator_id, due_on, id) where state = 'open';
create index training_needs_of_owner on aeo.training_needs (operator_id, owner_position) where owner_position is not null;

-- Who is to show it, at which level.
create table aeo.training_need_people (
  operator_id uuid not null,
  need_id uuid not null,
  person text collate "C" not null,
  level smallint not null,
  constraint training_need_people_pkey primary key (operator_id, need_id, person),
  constraint training_need_people_need foreign key (operator_id, need_id) references aeo.training_needs,
  constraint training_need_people_person foreign key (operator_id, person) references aeo.people,
  constraint training_need_people_level check (level between 1 and 4)
);
create index training_need_people_of_person on aeo.training_need_people (operator_id, person, need_id);

-- Findings and sanctions behind a need. Of one topic each is of one need only, so that the same evidence never opens a second one.
create table aeo.training_need_evidence (
  operator_id uuid not null,
  kind text collate "C" not null,
  evidence_id uuid not null,
  topic text collate "C" not null,
  need_id uuid not null,
  counted_on date not null,
  constraint training_need_evidence_pkey primary key (operator_id, kind, evidence_id, topic),
  constraint training_need_evidence_need foreign key (operator_id, need_id) references aeo.training_needs,
  constraint training_need_evidence_kind_known check (kind in ('finding', 'sanction'))
);
create index training_need_evidence_of_need on aeo.training_need_evidence (operator_id, need_id, counted_on, evidence_id);

-- Records that closed a need.
create table aeo.training_need_records (
  operator_id uuid not null,
  need_id uuid not null,
  record_id uuid not null,
  person text collate "C" not null,
  constraint training_need_records_pkey primary key (operator_id, need_id, record_id),
  constraint training_need_records_need foreign key (operator_id, need_id) references aeo.training_needs,
  constraint training_need_records_record foreign key (operator_id, record_id) references aeo.training_records,
  constraint training_need_records_person foreign key (operator_id, person) references aeo.people
);
create index training_need_records_of_record on aeo.training_need_records (operator_id, record_id);
create index training_need_records_of_person on aeo.training_need_records (operator_id, person);

do $$
declare t text;
begin
  foreach t in array array['training_needs', 'training_need_people', 'training_need_evidence', 'training_need_records'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert on aeo.%I to aeo_app', t);
  end loop;
end $$;
grant update on aeo.training_needs to aeo_app;
-- A need that is open again has no records that closed it.
grant delete on aeo.training_need_records to aeo_app;
