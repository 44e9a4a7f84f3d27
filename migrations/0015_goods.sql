-- Goods, suppliers, supplier's declarations and licences: what is known of them, each fact with the days on which it holds.

-- A record is one document of dated facts, always read and judged whole: what held on a day is a function of it. Its columns are what it is
-- found by. History stands in the record by day, and in the log by transaction.
create table aeo.goods (
  operator_id uuid not null,
  goods_ref text collate "C" not null,
  id uuid not null,
  roles text[] not null,
  active_from date not null,
  retired_on date,
  record json not null,
  recorded_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint goods_pkey primary key (operator_id, goods_ref),
  constraint goods_roles_known check (roles <@ array['imported', 'produced', 'exported']),
  constraint goods_active_period check (retired_on is null or retired_on >= active_from)
);

create table aeo.suppliers (
  operator_id uuid not null,
  supplier_ref text collate "C" not null,
  id uuid not null,
  eori text collate "C",
  identity_checked_on date,
  record json not null,
  recorded_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint suppliers_pkey primary key (operator_id, supplier_ref)
);

-- Known by the supplier and its document. Evidence ends when the law says, whatever the paper says.
create table aeo.supplier_declarations (
  operator_id uuid not null,
  supplier_ref text collate "C" not null,
  document_reference text collate "C" not null,
  id uuid not null,
  valid_from date not null,
  evidence_until date,
  record json not null,
  recorded_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint supplier_declarations_pkey primary key (operator_id, supplier_ref, document_reference),
  constraint supplier_declarations_id unique (operator_id, id)
);

-- Which goods a declaration covers. What is not covered any more goes.
create table aeo.supplier_declaration_goods (
  operator_id uuid not null,
  goods_ref text collate "C" not null,
  supplier_ref text collate "C" not null,
  document_reference text collate "C" not null,
  valid_from date not null,
  evidence_until date,
  constraint supplier_declaration_goods_pkey primary key (operator_id, goods_ref, supplier_ref, document_reference),
  constraint supplier_declaration_goods_of foreign key (operator_id, supplier_ref, document_reference) references aeo.supplier_declarations
);
create index supplier_declaration_goods_of_declaration on aeo.supplier_declaration_goods (operator_id, supplier_ref, document_reference);

create table aeo.licences (
  operator_id uuid not null,
  reference text collate "C" not null,
  id uuid not null,
  licence_type text collate "C" not null,
  valid_until date,
  record json not null,
  recorded_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint licences_pkey primary key (operator_id, reference),
  constraint licences_id unique (operator_id, id)
);
create index licences_ending on aeo.licences (operator_id, valid_until, reference);

-- On which days which state of goods holds, derived from the records and replaced with them: what lists are searched by. Without a foreign
-- key, since each row is written by the statement that writes its goods.
create table aeo.goods_spans (
  operator_id uuid not null,
  measure text collate "C" not null,
  value text collate "C" not null,
  goods_ref text collate "C" not null,
  from_day date not null,
  -- First day on which it holds no more.
  until_day date,
  constraint goods_spans_pkey primary key (operator_id, measure, value, goods_ref, from_day)
);
create index goods_spans_of_goods on aeo.goods_spans (operator_id, goods_ref);

-- Movements of counts: how many goods are in a state on a day is the sum up to it, at any number of goods.
create table aeo.goods_counts (
  operator_id uuid not null,
  measure text collate "C" not null,
  day date not null,
  delta bigint not null,
  constraint goods_counts_pkey primary key (operator_id, measure, day)
);

do $$
declare t text;
begin
  foreach t in array array['goods', 'suppliers', 'supplier_declarations', 'supplier_declaration_goods', 'licences', 'goods_spans', 'goods_counts'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert, update on aeo.%I to aeo_app', t);
  end loop;
end $$;
-- Derived rows are replaced.
grant delete on aeo.supplier_declaration_goods, aeo.goods_spans to aeo_app;

-- Checks of declarations ask these for each batch, once there is anything to ask.
create trigger announce_register after insert on aeo.goods referencing new table as added for each statement execute function aeo.announce_register('goods');
create trigger announce_register after insert on aeo.suppliers referencing new table as added for each statement execute function aeo.announce_register('suppliers');
create trigger announce_register after insert on aeo.licences referencing new table as added for each statement execute function aeo.announce_register('licences');

-- A table that fills while it is searched has no statistics, and any index that begins with the operator would look as good as the right one.
-- Until the first ANALYZE the planner is told what it would find: references differ, operators are few.
do $$
declare t record;
begin
  for t in select * from (values ('goods', 'goods_ref', -1), ('suppliers', 'supplier_ref', -1), ('supplier_declarations', 'document_reference', -0.9), ('supplier_declarations', 'id', -1),
      ('supplier_declaration_goods', 'goods_ref', -0.5), ('supplier_declaration_goods', 'document_reference', -0.01), ('licences', 'reference', -1), ('licences', 'id', -1), ('goods_spans', 'goods_ref', -0.2)) as v (name, attribute, differing) loop
    perform pg_restore_relation_stats('schemaname', 'aeo', 'relname', t.name, 'relpages', 1000, 'reltuples', 10000::real);
    perform pg_restore_attribute_stats('schemaname', 'aeo', 'relname', t.name, 'attname', t.attribute, 'inherited', false, 'null_frac', 0::real, 'avg_width', 16, 'n_distinct', t.differing::real);
    perform pg_restore_attribute_stats('schemaname', 'aeo', 'relname', t.name, 'attname', 'operator_id', 'inherited', false, 'null_frac', 0::real, 'avg_width', 16, 'n_distinct', 10::real);
  end loop;
end $$;
