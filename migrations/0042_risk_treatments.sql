-- What is done against risks, and for which risks somebody signed as they are (risk-method.md 3).

create table aeo.risk_treatments (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  -- Moves with every change of the treatment and its effects.
  revision integer not null default 1,
  title text not null,
  -- What is done.
  action text not null,
  kind text collate "C" not null,
  -- Of each year in which it works.
  annual_cost_eur numeric(12, 2) not null,
  owner_kind text collate "C" not null,
  owner_code text collate "C" not null,
  due_on date not null,
  -- proposed: it could be done; decided and in_progress: it will be; finished: it works, as what it has become; dropped: it will not be.
  state text collate "C" not null default 'proposed',
  -- First day on which it worked.
  finished_on date,
  -- What it has become: a control of the register, a training, or a procedure that is written down.
  became text collate "C",
  control_id uuid,
  training_need uuid,
  training_course text collate "C",
  procedure_reference text,
  procedure_sha256 text collate "C",
  dropped_on date,
  dropped_because text,
  recorded_at timestamptz(3) not null,
  constraint risk_treatments_pkey primary key (operator_id, id),
  constraint risk_treatments_code_once unique (operator_id, code),
  constraint risk_treatments_kind_known check (kind in ('reduce', 'avoid', 'transfer')),
  constraint risk_treatments_cost_known check (annual_cost_eur >= 0),
  constraint risk_treatments_owner_known check (owner_kind in ('person', 'position')),
  constraint risk_treatments_state_known check (state in ('proposed', 'decided', 'in_progress', 'finished', 'dropped')),
  constraint risk_treatments_finished_whole check ((state = 'finished') = (finished_on is not null) and (finished_on is null) = (became is null)),
  constraint risk_treatments_became_known check (became in ('control', 'training', 'procedure')),
  constraint risk_treatments_became_whole check ((control_id is not null) = (coalesce(became, '') = 'control')
    and (coalesce(training_course, training_need::text) is not null) = (coalesce(became, '') = 'training') and (procedure_reference is not null) = (coalesce(became, '') = 'procedure')
    and (procedure_sha256 is null or procedure_reference is not null)),
  constraint risk_treatments_dropped_whole check ((state = 'dropped') = (dropped_on is not null) and (dropped_on is null) = (dropped_because is null)),
  constraint risk_treatments_control foreign key (operator_id, control_id) references aeo.risk_controls
);
create index risk_treatments_by_state on aeo.risk_treatments (operator_id, state, code);
create index risk_treatments_by_kind on aeo.risk_treatments (operator_id, kind, code);
create index risk_treatments_by_owner on aeo.risk_treatments (operator_id, owner_code, code);
create index risk_treatments_of_control on aeo.risk_treatments (operator_id, control_id) where control_id is not null;

-- q: the share of a risk's events that it is expected to prevent.
create table aeo.risk_treatment_effects (
  operator_id uuid not null,
  treatment_id uuid not null,
  risk_id uuid not null,
  share float8 not null,
  constraint risk_treatment_effects_pkey primary key (operator_id, treatment_id, risk_id),
  constraint risk_treatment_effects_of foreign key (operator_id, treatment_id) references aeo.risk_treatments,
  constraint risk_treatment_effects_risk foreign key (operator_id, risk_id) references aeo.risks,
  constraint risk_treatment_effects_share check (share between 0 and 0.99)
);
create index risk_treatment_effects_on_risk on aeo.risk_treatment_effects (operator_id, risk_id, treatment_id);

-- That somebody accepts a risk as it was assessed: asked for by one person, signed by another, ended by the day it expires or is revoked.
-- Whether it still stands is never written down: it follows from the day and from the score of the last assessment.
create table aeo.risk_acceptances (
  operator_id uuid not null,
  id uuid not null,
  revision integer not null default 1,
  risk_id uuid not null,
  state text collate "C" not null default 'requested',
  reason text not null,
  expires_on date not null,
  -- What is accepted: the risk as a stored assessment, or the second stage of an audit, has it; and what that says of the risk.
  assessment_id uuid,
  audit_id uuid,
  audit_version integer,
  residual_score smallint not null,
  likelihood_level smallint not null,
  impact_level smallint not null,
  expected_annual_loss float8 not null,
  -- Pseudonym of the person, and of whoever acted, as in the log.
  requested_by text collate "C" not null,
  requested_actor uuid not null,
  requested_at timestamptz(3) not null,
  signer text collate "C",
  signer_position text collate "C",
  signer_rank text,
  signed_actor uuid,
  signed_at timestamptz(3),
  ended_at timestamptz(3),
  ended_actor uuid,
  ended_because text,
  constraint risk_acceptances_pkey primary key (operator_id, id),
  constraint risk_acceptances_of foreign key (operator_id, risk_id) references aeo.risks,
  constraint risk_acceptances_audit foreign key (operator_id, audit_id, audit_version) references aeo.risk_audit_versions,
  constraint risk_acceptances_of_one check (num_nonnulls(assessment_id, audit_id) = 1 and (audit_id is null) = (audit_version is null)),
  constraint risk_acceptances_state_known check (state in ('requested', 'signed', 'declined', 'revoked')),
  constraint risk_acceptances_levels check (likelihood_level between 1 and 5 and impact_level between 1 and 5 and residual_score = likelihood_level * impact_level),
  constraint risk_acceptances_signed_whole check ((state in ('signed', 'revoked')) = (signed_at is not null) and (signed_at is null) = (signer is null) and (signed_at is null) = (signer_position is null)
    and (signed_at is null) = (signer_rank is null) and (signed_at is null) = (signed_actor is null)),
  constraint risk_acceptances_four_eyes check (signer <> requested_by and signed_actor <> requested_actor),
  constraint risk_acceptances_ended_whole check ((state in ('declined', 'revoked')) = (ended_at is not null) and (ended_at is null) = (ended_actor is null) and (ended_at is null) = (ended_because is null))
);
create unique index risk_acceptances_asked_once on aeo.risk_acceptances (operator_id, risk_id) where state = 'requested';
create index risk_acceptances_of_risk on aeo.risk_acceptances (operator_id, risk_id, id);
create index risk_acceptances_of_audit on aeo.risk_acceptances (operator_id, audit_id, audit_version) where audit_id is not null;
create index risk_acceptances_by_state on aeo.risk_acceptances (operator_id, state, id);

do $$
declare t text;
begin
  foreach t in array array['risk_treatments', 'risk_treatment_effects', 'risk_acceptances'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select, insert, update on aeo.risk_treatments to aeo_app;
grant select, insert, delete on aeo.risk_treatment_effects to aeo_app;
grant select, insert on aeo.risk_acceptances to aeo_app;
grant update (revision, state, signer, signer_position, signer_rank, signed_actor, signed_at, ended_at, ended_actor, ended_because) on aeo.risk_acceptances to aeo_app;
