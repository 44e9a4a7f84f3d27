-- Sanctions: what customs penalised, one row per decision of an authority, each state of it kept as a revision.

create table aeo.sanctions (
  operator_id uuid not null,
  id uuid not null,
  -- Grows with every change; the ETag.
  revision integer not null default 1,
  authority text not null,
  authority_reference text collate "C" not null,
  member_state text collate "C" not null,
  pillar text collate "C" not null,
  severity text collate "C" not null,
  -- A crime in business has no window of three years (IA 24(1)(b)).
  serious_crime boolean not null,
  cause text collate "C" not null,
  detected_by text collate "C" not null,
  -- First and last day of the facts; the last is the one it is counted on.
  facts_from date not null,
  facts_to date not null,
  decision_date date not null,
  currency text collate "C",
  amount_duty numeric,
  amount_penalty numeric,
  -- By the rate of the day of the decision; null where no rate was known when it was recorded or changed.
  amount_duty_eur numeric,
  amount_penalty_eur numeric,
  units_per_euro numeric,
  -- What it is counted by; '' and an empty list where nothing is known.
  org_unit_id text collate "C" not null,
  ai text collate "C" not null,
  sites text[] collate "C" not null,
  procedures text[] collate "C" not null,
  brokers text[] collate "C" not null,
  goods text[] collate "C" not null,
  -- Declarations of this system that it concerns.
  declaration_ids uuid[] not null,
  appeal_status text collate "C" not null,
  appeal_since date not null,
  appeal_deadline date,
  -- Everything as it was stated, the steps of the appeal included, without words of people.
  content json not null,
  -- Why it is of this severity; null once erased.
  severity_reason text,
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  changed_at timestamptz(3) not null,
  constraint sanctions_pkey primary key (operator_id, id),
  constraint sanctions_severity_known check (severity in ('minor', 'medium', 'serious')),
  constraint sanctions_detection_known check (detected_by in ('own', 'customs')),
  constraint sanctions_ai_known check (ai in ('', 'yes', 'no')),
  constraint sanctions_appeal_known check (appeal_status in ('none', 'lodged', 'pending', 'upheld', 'reduced', 'annulled', 'withdrawn', 'further_appeal')),
  constraint sanctions_facts_in_order check (facts_from <= facts_to and facts_to <= decision_date),
  constraint sanctions_money_whole check ((currency is null) = (amount_duty is null and amount_penalty is null))
);
-- The same decision is recorded once, however its authority is spelt in capitals; of two at once the index decides.
create unique index sanctions_decision_once on aeo.sanctions (operator_id, lower(authority), lower(authority_reference));
create index sanctions_facts on aeo.sanctions (operator_id, facts_to, id);
create index sanctions_decision on aeo.sanctions (operator_id, decision_date, id);

-- What stood after each change.
create table aeo.sanction_revisions (
  operator_id uuid not null,
  sanction_id uuid not null,
  revision integer not null,
  kind text collate "C" not null,
  content json not null,
  severity_reason text,
  -- Why it was changed; null where nothing was said, or once erased.
  words text,
  changed_at timestamptz(3) not null,
  changed_by uuid not null,
  constraint sanction_revisions_pkey primary key (operator_id, sanction_id, revision),
  constraint sanction_revisions_sanction foreign key (operator_id, sanction_id) references aeo.sanctions,
  constraint sanction_revisions_kind_known check (kind in ('recorded', 'changed', 'appeal_changed'))
);

-- Weights and internal thresholds, each state kept; without a row the defaults hold.
create table aeo.sanction_settings (
  operator_id uuid not null,
  revision integer not null,
  settings json not null,
  reason text not null,
  changed_at timestamptz(3) not null,
  changed_by uuid not null,
  constraint sanction_settings_pkey primary key (operator_id, revision)
);

do $$
declare t text;
begin
  foreach t in array array['sanctions', 'sanction_revisions', 'sanction_settings'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert on aeo.%I to aeo_app', t);
  end loop;
end $$;
grant update on aeo.sanctions to aeo_app;
