-- Review samples: what was drawn from which frame by which seed, and what the review of each drawn entry found.

create table aeo.review_samples (
  operator_id uuid not null,
  id uuid not null,
  -- The population: goods items of declarations counted in the period.
  from_day date not null,
  to_day date not null,
  direction text collate "C",
  org_unit_id text collate "C",
  -- Book values are in this currency; items without a value in it are drawn by number alone.
  currency text collate "C" not null,
  seed text not null,
  random_size integer,
  least_per_stratum integer,
  monetary_interval numeric,
  -- Version of the method that drew, and of the way entries were put into strata.
  method text collate "C" not null,
  strata_method text collate "C" not null,
  frame_size integer not null,
  frame_hash bytea not null,
  without_value integer not null,
  other_currency integer not null,
  -- Volume and size of each stratum; interval, start and sums of the draw by money.
  strata json,
  monetary json,
  draw_size integer not null,
  draw_hash bytea not null,
  reasons json not null,
  -- Drawn entries with a result, and those of them recorded as wrong; moved with each result.
  reviewed integer not null default 0,
  recorded_errors integer not null default 0,
  made_at timestamptz(3) not null,
  made_by uuid not null,
  revision integer not null default 1,
  constraint review_samples_pkey primary key (operator_id, id),
  constraint review_samples_period check (from_day <= to_day),
  constraint review_samples_direction_known check (direction in ('import', 'export')),
  constraint review_samples_random_whole check ((random_size is null) = (least_per_stratum is null) and (random_size is null) = (strata is null)),
  constraint review_samples_monetary_whole check ((monetary_interval is null) = (monetary is null)),
  constraint review_samples_progress check (recorded_errors between 0 and reviewed and reviewed <= draw_size)
);

-- The frame as it was, although declarations change: pieces of entries in frame order, each a gzip member over the very lines that were
-- hashed. All pieces in order are one gzip file, whose content has the hash of the frame.
create table aeo.review_sample_frames (
  operator_id uuid not null,
  sample_id uuid not null,
  piece integer not null,
  entries integer not null,
  lines bytea not null,
  constraint review_sample_frames_pkey primary key (operator_id, sample_id, piece),
  constraint review_sample_frames_sample foreign key (operator_id, sample_id) references aeo.review_samples
);
alter table aeo.review_sample_frames alter column lines set storage external;

-- No key to declarations: one that was joined to another is gone, and the draw stays as it was made.
create table aeo.review_sample_entries (
  operator_id uuid not null,
  sample_id uuid not null,
  -- From 1, in frame order.
  position integer not null,
  declaration_id uuid not null,
  item_number integer not null,
  stratum text collate "C" not null,
  book_value numeric not null,
  -- Currency of the declared value, where it is not that of the sample.
  other_currency text collate "C",
  reasons text[] not null,
  constraint review_sample_entries_pkey primary key (operator_id, sample_id, position),
  constraint review_sample_entries_once unique (operator_id, sample_id, declaration_id, item_number),
  constraint review_sample_entries_sample foreign key (operator_id, sample_id) references aeo.review_samples,
  constraint review_sample_entries_reasons_known check (reasons <@ array['error_hit', 'random', 'monetary_unit', 'top_stratum'] and cardinality(reasons) > 0)
);

-- The result in force; earlier ones stand in the log.
create table aeo.review_sample_results (
  operator_id uuid not null,
  sample_id uuid not null,
  position integer not null,
  has_error boolean not null,
  correct_value numeric not null,
  finding_id uuid,
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  revision integer not null default 1,
  constraint review_sample_results_pkey primary key (operator_id, sample_id, position),
  constraint review_sample_results_entry foreign key (operator_id, sample_id, position) references aeo.review_sample_entries,
  constraint review_sample_results_finding foreign key (operator_id, finding_id) references aeo.findings,
  constraint review_sample_results_error_found check (has_error = (finding_id is not null)),
  constraint review_sample_results_value check (correct_value >= 0)
);
create index review_sample_results_of_finding on aeo.review_sample_results (operator_id, finding_id) where finding_id is not null;

do $$
declare t text;
begin
  foreach t in array array['review_samples', 'review_sample_frames', 'review_sample_entries', 'review_sample_results'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    -- A draw is never changed: only its progress, and the results.
    execute format('grant select, insert on aeo.%I to aeo_app', t);
  end loop;
end $$;
grant update (reviewed, recorded_errors, revision) on aeo.review_samples to aeo_app;
grant update (has_error, correct_value, finding_id, recorded_at, recorded_by, revision) on aeo.review_sample_results to aeo_app;
