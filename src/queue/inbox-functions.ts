/**
 * Takes the oldest waiting deliveries in one round trip. A lane that another process has in hand is left to it, so that
 * the order within a repository holds across replicas; the lock keeps two replicas from taking parts of the same lane at
 * the same moment.
 */
const take = `
create or replace function clusterops.delivery_take(p_owner text, p_most int)
returns table (id text, event text, lane text, payload json, attempts int) language plpgsql as $body$
#variable_conflict use_column
begin
  perform pg_advisory_xact_lock(7205271003);
  return query with taken as (
    update clusterops.delivery d set state = 'leased', owner = p_owner, attempts = d.attempts + 1
    from (
      select w.id from clusterops.delivery w
      where w.state = 'waiting' and w.next_at <= clock_timestamp() and not exists (
        select 1 from clusterops.delivery o where o.lane = w.lane and o.state = 'leased' and o.owner <> p_owner)
      order by w.seq limit p_most for update skip locked
    ) head
    where d.id = head.id
    returning d.id, d.seq, d.event, d.lane, d.payload, d.attempts
  )
  select t.id, t.event, t.lane::text, t.payload, t.attempts from taken t order by t.seq;
end $body$`;

/** The functions of the inbox; replaced at every start. */
export const inboxFunctions: readonly string[] = [take];
