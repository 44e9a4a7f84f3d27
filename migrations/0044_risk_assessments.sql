-- What the operator set of the risk method, and assessments of its risks as they were made: facts, figures and the hash of both.

-- Each state kept; without a row the defaults hold.
create table aeo.risk_settings (
  operator_id uuid not null,
  revision integer not null,
  -- Evidence counts for so many months back.
  window_months integer not null,
  -- a0, in events.
  prior_strength double precision not null,
  -- Simulated.
  years integer not null,
  reason text not null,
  set_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint risk_settings_pkey primary key (operator_id, revision),
  constraint risk_settings_bounds check (window_months between 12 and 120 and prior_strength between 0.01 and 1000 and years between 50000 and 200000)
);

create table aeo.risk_assessments (
  operator_id uuid not null,
  id uuid not null,
  reason text not null,
  -- Last day that evidence was counted to.
  on_day date not null,
  scope json not null,
  settings json not null,
  method_version integer not null,
  seed text collate "C" not null,
  scored integer not null,
  unscored integer not null,
  -- Scored risks whose score or cost is more than their area takes on.
  above integer not null,
  portfolio json not null,
  -- Canonical JSON: all that was read, and all that was made of it. With the former and the seed the latter comes out again, to the byte.
  facts text not null,
  result text not null,
  -- Of both, one after the other.
  sha256 bytea not null,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint risk_assessments_pkey primary key (operator_id, id),
  constraint risk_assessments_counted check (scored >= 0 and unscored >= 0 and above between 0 and scored)
);
create index risk_assessments_by_time on aeo.risk_assessments (operator_id, recorded_at, id);

-- Figures of each risk, for reports over time; the same as in the result.
create table aeo.risk_assessment_figures (
  operator_id uuid not null,
  assessment_id uuid not null,
  risk_id uuid not null,
  code text collate "C" not null,
  area text collate "C" not null,
  consequence smallint not null,
  statement integer not null,
  -- As the engine took it.
  input json not null,
  evidence_state text collate "C" not null,
  unreviewed double precision not null,
  effectiveness double precision not null,
  frequency double precision not null,
  frequency_low double precision not null,
  frequency_high double precision not null,
  inherent_frequency double precision not null,
  expected_annual_loss double precision not null,
  inherent_expected_annual_loss double precision not null,
  p90 double precision not null,
  p95 double precision not null,
  p99 double precision not null,
  likelihood_level smallint not null,
  inherent_likelihood_level smallint not null,
  impact_level smallint not null,
  residual_score smallint not null,
  inherent_score smallint not null,
  acceptable_score smallint not null,
  appetite_eur double precision,
  objections text[] collate "C" not null,
  recorded_at timestamptz(3) not null,
  constraint risk_assessment_figures_pkey primary key (operator_id, assessment_id, risk_id),
  constraint risk_assessment_figures_of foreign key (operator_id, assessment_id) references aeo.risk_assessments,
  constraint risk_assessment_figures_risk foreign key (operator_id, risk_id) references aeo.risks
);
create index risk_assessment_figures_of_risk on aeo.risk_assessment_figures (operator_id, risk_id, recorded_at, assessment_id);

-- Wrong proposals are evidence of risks, and few of all outcomes.
create index ai_output_outcomes_wrong on aeo.ai_output_outcomes (operator_id, output_id) where not final_right;

do $$
declare t text;
begin
  foreach t in array array['risk_settings', 'risk_assessments', 'risk_assessment_figures'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    -- Added and never changed.
    execute format('grant select, insert on aeo.%I to aeo_app', t);
  end loop;
end $$;
