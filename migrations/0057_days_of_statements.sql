-- When what a record of the organisation says from its first day on was last said, while its end is announced or moved on its own: who concluded from it before then must look again, whatever became of its end.
alter table aeo.assignments add column stated_at timestamptz(3);
alter table aeo.deputies add column stated_at timestamptz(3);
alter table aeo.legal_entities add column stated_at timestamptz(3);
alter table aeo.software_systems add column stated_at timestamptz(3);
alter table aeo.mandates add column stated_at timestamptz(3);

-- Of what has been changed since and has an end, nobody kept it.
do $$
declare v_operator uuid;
begin
  for v_operator in select o.operator_id from aeo.operators o order by o.operator_id loop
    perform set_config('app.operator_id', v_operator::text, true);
    update aeo.assignments r set stated_at = r.changed_at where r.operator_id = v_operator and r.revision = 1;
    update aeo.deputies r set stated_at = r.changed_at where r.operator_id = v_operator and r.revision = 1;
    update aeo.legal_entities r set stated_at = r.changed_at where r.operator_id = v_operator and (r.revision = 1 or r.valid_to is null);
    update aeo.software_systems r set stated_at = r.changed_at where r.operator_id = v_operator and (r.revision = 1 or r.valid_to is null);
    update aeo.mandates r set stated_at = r.changed_at where r.operator_id = v_operator and (r.revision = 1 or (r.valid_to is null and r.revoked_on is null));
  end loop;
  perform set_config('app.operator_id', '', true);
end $$;
