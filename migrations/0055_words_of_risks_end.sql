-- Words about risks go on request and once their years are over; audits go as a whole.

-- First day on which it was none of the company's any more: that is where the years of its words begin.
alter table aeo.risks add column retired_on date;
-- Of those that are retired already they begin today: nobody wrote the day down.
do $$
declare v_operator uuid;
begin
  for v_operator in select o.operator_id from aeo.operators o order by o.operator_id loop
    perform set_config('app.operator_id', v_operator::text, true);
    update aeo.risks r set retired_on = current_date where r.operator_id = v_operator and r.state = 'retired';
  end loop;
  perform set_config('app.operator_id', '', true);
end $$;

grant update (reason) on aeo.risk_inputs, aeo.risk_appetites, aeo.risk_control_designs, aeo.risk_settings, aeo.risk_assessments, aeo.risk_acceptances to aeo_app;
grant update (remarks, evidence_reference) on aeo.control_tests to aeo_app;
grant update (reopened_because) on aeo.risk_audit_versions to aeo_app;
grant update (title, reference) on aeo.risk_follow_ups to aeo_app;

-- The service may neither change nor remove a closed stage. An audit whose years are over goes through this alone, with all that belongs to it.
create function aeo.end_risk_audits(p_operator uuid, p_audits uuid[]) returns void
language plpgsql volatile security definer set search_path = aeo, pg_temp as $$
begin
  delete from aeo.report_links x where x.operator_id = p_operator and x.audit_id = any(p_audits);
  delete from aeo.risk_reports x where x.operator_id = p_operator and x.audit_id = any(p_audits);
  delete from aeo.risk_notices x where x.operator_id = p_operator and x.audit_id = any(p_audits);
  delete from aeo.risk_audit_recipients x where x.operator_id = p_operator and x.audit_id = any(p_audits);
  delete from aeo.risk_follow_ups x where x.operator_id = p_operator and x.audit_id = any(p_audits);
  delete from aeo.risk_audit_stages x where x.operator_id = p_operator and x.audit_id = any(p_audits);
  delete from aeo.risk_audit_exceptions x where x.operator_id = p_operator and x.audit_id = any(p_audits);
  delete from aeo.risk_audit_inputs x where x.operator_id = p_operator and x.audit_id = any(p_audits);
  delete from aeo.risk_frozen_words x where x.operator_id = p_operator
    and (x.subject in (select 'audit:' || a from unnest(p_audits) a) or x.subject in (select 'acceptance:' || c.id from aeo.risk_acceptances c where c.operator_id = p_operator and c.audit_id = any(p_audits)));
  delete from aeo.risk_acceptances x where x.operator_id = p_operator and x.audit_id = any(p_audits);
  delete from aeo.risk_audit_versions x where x.operator_id = p_operator and x.audit_id = any(p_audits);
  delete from aeo.risk_audits x where x.operator_id = p_operator and x.id = any(p_audits);
end $$;
grant execute on function aeo.end_risk_audits(uuid, uuid[]) to aeo_app;
