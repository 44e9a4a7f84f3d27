-- Where each operator's log ends, for those who follow all of them: one statement instead of one for every operator and follower. Like the
-- directory of operators it is reached through a pinned function alone, and shows numbers, no event.
create policy directory on aeo.log_heads for select to aeo_owner using (true);

create function aeo.list_log_heads() returns table (operator_id uuid, eori text, epoch integer, seq bigint)
language sql stable security definer set search_path = aeo, pg_temp
as $$ select o.operator_id, o.eori, h.epoch, h.seq from aeo.log_heads h join aeo.operators o on o.operator_id = h.operator_id order by o.eori $$;
grant execute on function aeo.list_log_heads() to aeo_app;
