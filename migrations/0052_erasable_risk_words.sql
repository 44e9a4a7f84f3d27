-- Words of people about risks can be erased: on request, and once their years are over. What is frozen or kept for good holds a reference in
-- the place of each, a hash of salt and words; salt and words stand here. Once both are gone nothing tells what was said, and every hash
-- over what is frozen still fits.

create table aeo.risk_frozen_words (
  operator_id uuid not null,
  -- As it stands in the texts: 'words:' and the SHA-256 of salt and words.
  reference text collate "C" not null,
  -- Whose words they are: risk:VAL-01, control:…, treatment:…, acceptance:<id>, audit:<id>; and what they say of it.
  subject text collate "C" not null,
  member text collate "C" not null,
  salt bytea,
  words text,
  -- Days on which stages of audits were closed over them.
  frozen_on date[] not null default '{}',
  erased_at timestamptz(3),
  constraint risk_frozen_words_pkey primary key (operator_id, reference),
  constraint risk_frozen_words_reference check (reference ~ '^words:[0-9a-f]{64}$'),
  constraint risk_frozen_words_whole check ((words is null) = (salt is null) and (words is null) = (erased_at is not null)),
  constraint risk_frozen_words_salted check (octet_length(salt) = 32)
);
create index risk_frozen_words_of on aeo.risk_frozen_words (operator_id, subject, reference);

alter table aeo.risk_frozen_words enable row level security;
alter table aeo.risk_frozen_words force row level security;
create policy own_operator on aeo.risk_frozen_words for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
grant select, insert on aeo.risk_frozen_words to aeo_app;
grant update (salt, words, frozen_on, erased_at) on aeo.risk_frozen_words to aeo_app;
