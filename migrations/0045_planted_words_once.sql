-- What a planted proposal shows stands in its output once it is shown, and is erased there: the plan keeps no second copy.

grant update (content) on aeo.ai_planted_proposals to aeo_app;

do $$
declare
  v_operator uuid;
begin
  for v_operator in select o.operator_id from aeo.operators o order by o.operator_id loop
    perform set_config('app.operator_id', v_operator::text, true);
    update aeo.ai_planted_proposals p set content = '{}' where p.operator_id = v_operator and (p.output_id is not null or p.cancelled);
  end loop;
  perform set_config('app.operator_id', '', true);
end $$;
