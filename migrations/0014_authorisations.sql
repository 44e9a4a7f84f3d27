-- Authorisations with their dated decisions, what they oblige to, and the duty to notify customs of what may affect them (UCC 22 to 28).

create table aeo.authorisations (
  operator_id uuid not null,
  id uuid not null,
  type text collate "C" not null,
  reference text collate "C" not null,
  holder_eori text collate "C" not null,
  legal_entity_id text collate "C",
  -- Of the grant that stands; null while there is none.
  decision_date date,
  effective_from date,
  -- Until when customs accept no new application (UCC-DA 11), after an annulment or revocation for failure to meet an obligation.
  barred_until date,
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  revision integer not null default 1,
  constraint authorisations_pkey primary key (operator_id, id),
  constraint authorisations_reference_once unique (operator_id, reference)
);
create index authorisations_of_type on aeo.authorisations (operator_id, type, id);

-- Every decision as it was recorded; none is changed. One that replaces another corrects it.
create table aeo.authorisation_decisions (
  operator_id uuid not null,
  authorisation_id uuid not null,
  number integer not null,
  kind text collate "C" not null,
  decision_date date not null,
  effective_from date not null,
  effective_to date,
  terms json,
  replaces integer,
  -- An annulment or revocation because the holder failed to meet an obligation.
  for_failure boolean not null default false,
  reference text collate "C",
  words text,
  documents json not null default '[]',
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  constraint authorisation_decisions_pkey primary key (operator_id, authorisation_id, number),
  constraint authorisation_decisions_of foreign key (operator_id, authorisation_id) references aeo.authorisations,
  constraint authorisation_decisions_kind_known check (kind in ('applied', 'refused', 'granted', 'amended', 'suspended', 'suspension_ended', 'annulled', 'revoked', 'recorded_in_error')),
  constraint authorisation_decisions_period check (effective_to is null or effective_from <= effective_to),
  constraint authorisation_decisions_failure check (not for_failure or kind in ('annulled', 'revoked')),
  constraint authorisation_decisions_replace_earlier check (replaces < number)
);

-- What the decisions make of each day: computed from them with every decision, so that a day is asked by an index.
create table aeo.authorisation_periods (
  operator_id uuid not null,
  authorisation_id uuid not null,
  from_day date not null,
  to_day date,
  status text collate "C" not null,
  -- Last day of validity by the decisions in force, as on these days.
  valid_to date,
  terms json not null,
  constraint authorisation_periods_pkey primary key (operator_id, authorisation_id, from_day),
  constraint authorisation_periods_of foreign key (operator_id, authorisation_id) references aeo.authorisations,
  constraint authorisation_periods_status_known check (status in ('applied', 'refused', 'granted', 'amended', 'suspended', 'annulled', 'revoked', 'expired')),
  constraint authorisation_periods_order check (to_day is null or from_day <= to_day)
);
create index authorisation_periods_ending on aeo.authorisation_periods (operator_id, valid_to, authorisation_id) where valid_to is not null;

-- What the holder must do again and again, or once: reports, bills of discharge, reviews, reassessments.
create table aeo.authorisation_obligations (
  operator_id uuid not null,
  id uuid not null,
  authorisation_id uuid not null,
  kind text collate "C" not null,
  description text not null,
  -- Months from one due day to the next; null for what is due once.
  period_months integer,
  first_due date not null,
  -- How often it was done: the next due day is counted from the first, so that the last day of a month stays one.
  done integer not null default 0,
  -- Null once nothing is due any more.
  next_due date,
  ended_on date,
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  revision integer not null default 1,
  constraint authorisation_obligations_pkey primary key (operator_id, id),
  constraint authorisation_obligations_of foreign key (operator_id, authorisation_id) references aeo.authorisations,
  constraint authorisation_obligations_kind_known check (kind in ('report', 'bill_of_discharge', 'stock_record', 'guarantee_review', 'reassessment', 'self_monitoring', 'renewal', 'other')),
  constraint authorisation_obligations_period check (period_months between 1 and 120)
);
create index authorisation_obligations_due on aeo.authorisation_obligations (operator_id, next_due, id) where next_due is not null;
create index authorisation_obligations_of_authorisation on aeo.authorisation_obligations (operator_id, authorisation_id, id);

create table aeo.authorisation_obligation_completions (
  operator_id uuid not null,
  obligation_id uuid not null,
  number integer not null,
  due_on date not null,
  done_on date not null,
  outcome text collate "C",
  evidence json not null,
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  constraint authorisation_obligation_completions_pkey primary key (operator_id, obligation_id, number),
  constraint authorisation_obligation_completions_of foreign key (operator_id, obligation_id) references aeo.authorisation_obligations,
  constraint authorisation_obligation_completions_outcome_known check (outcome in ('confirmed', 'amended', 'suspended', 'revoked', 'open'))
);

-- Until when goods of one entry must be discharged, by a decision of customs; the latest decision counts.
create table aeo.discharge_extensions (
  operator_id uuid not null,
  mrn text collate "C" not null,
  number integer not null,
  authorisation_id uuid not null,
  discharge_by date not null,
  decision_date date not null,
  reference text collate "C",
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  constraint discharge_extensions_pkey primary key (operator_id, mrn, number),
  constraint discharge_extensions_of foreign key (operator_id, authorisation_id) references aeo.authorisations
);
create index discharge_extensions_of_authorisation on aeo.discharge_extensions (operator_id, authorisation_id, mrn);

-- How far the operator's log was read for what customs must be told.
create table aeo.notification_cursors (
  operator_id uuid not null,
  epoch integer not null,
  seq bigint not null,
  constraint notification_cursors_pkey primary key (operator_id)
);

-- Limits of authorisations that were found exceeded, each once a period: that of a quantity, the calendar month for a guarantee.
create table aeo.exceeded_limits (
  operator_id uuid not null,
  authorisation_id uuid not null,
  name text collate "C" not null,
  from_day date not null,
  found_at timestamptz(3) not null,
  constraint exceeded_limits_pkey primary key (operator_id, authorisation_id, name, from_day),
  constraint exceeded_limits_authorisation_fkey foreign key (operator_id, authorisation_id) references aeo.authorisations (operator_id, id)
);

create table aeo.notification_settings (
  operator_id uuid not null,
  limit_working_days integer not null,
  revision integer not null default 1,
  constraint notification_settings_pkey primary key (operator_id),
  constraint notification_settings_limit check (limit_working_days between 1 and 60)
);

create table aeo.notification_duties (
  operator_id uuid not null,
  id uuid not null,
  rule_id text collate "C" not null,
  rules_release text collate "C" not null,
  -- The event of the operator's log that opened it; null when a person reported the change.
  event_epoch integer,
  event_seq bigint,
  event_type text collate "C",
  subject text collate "C",
  description text,
  occurred_on date not null,
  detected_on date not null,
  due_on date not null,
  state text collate "C" not null default 'open',
  decided_at timestamptz(3),
  decided_by uuid,
  words text,
  channel text collate "C",
  sent_at timestamptz(3),
  sent_reference text collate "C",
  proof_sha256 bytea,
  opened_at timestamptz(3) not null,
  opened_by uuid,
  revision integer not null default 1,
  constraint notification_duties_pkey primary key (operator_id, id),
  -- One event opens the duty of a rule once, however often and by however many replicas it is read.
  constraint notification_duties_once unique (operator_id, event_epoch, event_seq, rule_id),
  constraint notification_duties_state_known check (state in ('open', 'to_send', 'notified', 'not_needed')),
  constraint notification_duties_channel_known check (channel in ('portal', 'email', 'letter', 'in_person', 'other')),
  constraint notification_duties_event_whole check ((event_epoch is null) = (event_seq is null)),
  constraint notification_duties_reasoned check (state = 'open' or (decided_at is not null and words is not null)),
  constraint notification_duties_proven check (state <> 'notified' or (channel is not null and sent_at is not null and sent_reference is not null))
);
create index notification_duties_by_state on aeo.notification_duties (operator_id, state, due_on, id);
create index notification_duties_of_subject on aeo.notification_duties (operator_id, subject) where subject is not null;
create index notification_duties_by_day on aeo.notification_duties (operator_id, due_on, id);

create table aeo.notification_duty_authorisations (
  operator_id uuid not null,
  duty_id uuid not null,
  authorisation_id uuid not null,
  constraint notification_duty_authorisations_pkey primary key (operator_id, duty_id, authorisation_id),
  constraint notification_duty_authorisations_duty foreign key (operator_id, duty_id) references aeo.notification_duties,
  constraint notification_duty_authorisations_authorisation foreign key (operator_id, authorisation_id) references aeo.authorisations
);
create index notification_duty_authorisations_of_authorisation on aeo.notification_duty_authorisations (operator_id, authorisation_id);

do $$
declare t text;
begin
  foreach t in array array['authorisations', 'authorisation_decisions', 'authorisation_periods', 'authorisation_obligations', 'authorisation_obligation_completions',
    'discharge_extensions', 'notification_cursors', 'exceeded_limits', 'notification_settings', 'notification_duties', 'notification_duty_authorisations'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert on aeo.%I to aeo_app', t);
  end loop;
end $$;
grant update on aeo.authorisations, aeo.authorisation_obligations, aeo.notification_cursors, aeo.notification_settings, aeo.notification_duties to aeo_app;
-- Rewritten with every decision.
grant delete on aeo.authorisation_periods to aeo_app;
