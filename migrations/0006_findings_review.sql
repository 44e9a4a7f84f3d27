-- Findings decided by people: reviews, groups of one cause, corrective actions with their effect.

-- One row per decision; the one in force stands with the finding too. Words are in a row of their own, so that they can be erased.
create table aeo.finding_reviews (
  operator_id uuid not null,
  finding_id uuid not null,
  number integer not null,
  decision text collate "C" not null,
  cause text collate "C",
  -- Competence of the reviewer on that day; unknown until training is recorded.
  competence text collate "C" not null,
  duty_effect numeric,
  duty_currency text collate "C",
  disclosed_on date,
  group_id uuid,
  decided_at timestamptz(3) not null,
  decided_by uuid not null,
  constraint finding_reviews_pkey primary key (operator_id, finding_id, number),
  constraint finding_reviews_finding foreign key (operator_id, finding_id) references aeo.findings,
  constraint finding_reviews_decision_known check (decision in ('confirmed', 'dismissed')),
  constraint finding_reviews_competence_known check (competence in ('competent', 'not_competent', 'unknown'))
);

create table aeo.finding_words (
  operator_id uuid not null,
  id uuid not null,
  finding_id uuid not null,
  review_number integer,
  words text not null,
  written_at timestamptz(3) not null,
  written_by uuid not null,
  constraint finding_words_pkey primary key (operator_id, id),
  constraint finding_words_finding foreign key (operator_id, finding_id) references aeo.findings
);
create index finding_words_of_finding on aeo.finding_words (operator_id, finding_id);

-- Findings of the same cause, decided together.
create table aeo.finding_groups (
  operator_id uuid not null,
  id uuid not null,
  title text not null,
  cause text collate "C" not null,
  made_at timestamptz(3) not null,
  made_by uuid not null,
  constraint finding_groups_pkey primary key (operator_id, id)
);

create table aeo.corrective_actions (
  operator_id uuid not null,
  id uuid not null,
  kind text collate "C" not null,
  description text not null,
  owner text not null,
  due_on date not null,
  state text collate "C" not null default 'open',
  -- The check whose silence shows the effect, and over how many later declarations.
  check_id text collate "C",
  required_clean integer not null,
  -- The representative that is instructed: only its later declarations show the effect.
  broker text collate "C",
  -- Day from which later declarations show the effect.
  implemented_on date,
  closed_at timestamptz(3),
  closed_because text collate "C",
  closing_words text,
  -- What was counted when it closed.
  measured_evaluated integer,
  measured_hits integer,
  opened_at timestamptz(3) not null,
  opened_by uuid not null,
  revision integer not null default 1,
  constraint corrective_actions_pkey primary key (operator_id, id),
  constraint corrective_actions_kind_known check (kind in ('correction_at_source', 'training', 'procedure', 'control', 'instruction_to_broker')),
  constraint corrective_actions_state_known check (state in ('open', 'implemented', 'closed')),
  constraint corrective_actions_closing_known check (closed_because in ('effect_shown', 'stated_reason'))
);
create index corrective_actions_open on aeo.corrective_actions (operator_id, state, due_on, id);

create table aeo.corrective_action_findings (
  operator_id uuid not null,
  action_id uuid not null,
  finding_id uuid not null,
  constraint corrective_action_findings_pkey primary key (operator_id, action_id, finding_id),
  constraint corrective_action_findings_action foreign key (operator_id, action_id) references aeo.corrective_actions,
  constraint corrective_action_findings_finding foreign key (operator_id, finding_id) references aeo.findings
);
create index corrective_action_findings_of_finding on aeo.corrective_action_findings (operator_id, finding_id);

do $$
declare t text;
begin
  foreach t in array array['finding_reviews', 'finding_words', 'finding_groups', 'corrective_actions', 'corrective_action_findings'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert, update on aeo.%I to aeo_app', t);
  end loop;
end $$;
grant delete on aeo.finding_words to aeo_app;
