-- The first decided answer to a request with an Idempotency-Key, written in the transaction of the change itself.
create table aeo.idempotency_answers (
  operator_id uuid not null,
  subject text not null,
  route text collate "C" not null,
  key text collate "C" not null,
  fingerprint bytea not null,
  status integer not null,
  headers text not null,
  body text not null,
  created_at timestamptz(3) not null,
  constraint idempotency_answers_pkey primary key (operator_id, subject, route, key)
);
create index idempotency_answers_age on aeo.idempotency_answers (operator_id, created_at);
alter table aeo.idempotency_answers enable row level security;
alter table aeo.idempotency_answers force row level security;
create policy own_operator on aeo.idempotency_answers for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
grant select, insert, delete on aeo.idempotency_answers to aeo_app;
