/**
 * Order is decided inside the database, under one advisory lock held until the transaction ends: whoever adds, begins or
 * ends a job sees what the one before committed. A ticket is a job's place in the line of one key; all tickets of a job
 * carry the same number, so lines of several keys agree on the order and no two jobs can wait for each other.
 */
const lock = 'perform pg_advisory_xact_lock(7205271002)';

/** True for a job that stands first in the line of each of its keys. */
const heads = (job: string): string => `not exists (
    select 1 from clusterops.ticket mine join clusterops.ticket other on other.key = mine.key and other.seq < mine.seq
    where mine.job = ${job})`;

const language = `language plpgsql as $body$
#variable_conflict use_column
`;

/** Adds a job. `send` says whether a token is due in the queue, and `due` when. */
const add = `
create or replace function clusterops.job_add(
  p_id text, p_kind text, p_payload json, p_keys text[], p_coalesce text, p_delay_ms double precision, p_kept boolean
) returns table (outcome text, job text, due timestamptz, send boolean) ${language}
declare
  v_due timestamptz := date_trunc('milliseconds', clock_timestamp() + p_delay_ms * interval '1 millisecond');
  v_state text := case when p_delay_ms > 0 then 'delayed' else 'waiting' end;
  v_seq bigint;
  v_found clusterops.job%rowtype;
begin
  ${lock};
  if exists (select 1 from clusterops.job j where j.id = p_id) then
    return query select 'known', p_id, v_due, false;
    return;
  end if;
  if p_coalesce is not null then
    select * into v_found from clusterops.job j
      where j.kind = p_kind and j.coalesce_key = p_coalesce and j.state in ('delayed', 'waiting', 'ready');
    if found then
      if v_found.state = 'delayed' and v_due < v_found.due_at then
        update clusterops.job j set due_at = v_due where j.id = v_found.id;
        return query select 'known', v_found.id, v_due, true;
      else
        return query select 'known', v_found.id, v_due, false;
      end if;
      return;
    end if;
  end if;
  insert into clusterops.job (id, kind, payload, keys, coalesce_key, kept, state, due_at)
    values (p_id, p_kind, p_payload, p_keys, p_coalesce, p_kept, v_state, v_due);
  if v_state = 'waiting' then
    v_seq := nextval('clusterops.ticket_seq');
    insert into clusterops.ticket (key, seq, job) select distinct k, v_seq, p_id from unnest(p_keys) as k;
    if ${heads('p_id')} then
      update clusterops.job j set state = 'ready', token_at = clock_timestamp() where j.id = p_id;
      v_state := 'ready';
    end if;
  end if;
  perform pg_notify('clusterops', 'job');
  return query select 'added', p_id, v_due, v_state <> 'waiting';
end $body$`;

/** Turns the jobs named by fetched tokens into running ones, those that may run; the others are left as they are. */
const begin = `
create or replace function clusterops.job_begin(p_ids text[], p_owner text)
returns table (id text, kind text, payload json, attempts int, deferrals int, run text) ${language}
declare
  v_id text;
  v_seq bigint;
begin
  ${lock};
  foreach v_id in array p_ids loop
    update clusterops.job j set state = 'waiting' where j.id = v_id and j.state = 'delayed'
      and j.due_at <= clock_timestamp() + interval '1 second';
    if found then
      v_seq := nextval('clusterops.ticket_seq');
      insert into clusterops.ticket (key, seq, job)
        select distinct k, v_seq, v_id from clusterops.job j, unnest(j.keys) as k where j.id = v_id;
      update clusterops.job j set state = 'ready' where j.id = v_id and ${heads('v_id')};
    end if;
    return query update clusterops.job j
      set state = 'active', attempts = j.attempts + 1, owner = p_owner, run = gen_random_uuid()::text
      where j.id = v_id and j.state = 'ready' and j.due_at <= clock_timestamp() + interval '1 second'
      returning j.id, j.kind, j.payload, j.attempts, j.deferrals, j.run;
  end loop;
end $body$`;

/** Frees the lines in which a job stands, and makes ready whoever stands first then. For use under the lock. */
const release = `
create or replace function clusterops.job_release(p_id text)
returns table (job text, due timestamptz) ${language}
declare
  v_keys text[];
begin
  with gone as (delete from clusterops.ticket t where t.job = p_id returning t.key)
    select array_agg(key) into v_keys from gone;
  return query update clusterops.job j set state = 'ready', token_at = clock_timestamp()
    where j.state = 'waiting'
      and j.id in (select t.job from clusterops.ticket t where t.key = any (v_keys))
      and ${heads('j.id')}
    returning j.id, j.due_at;
end $body$`;

/** Ends a run: done, dead, or again after a pause. Returns the jobs that need a token; nothing when the run was taken away. */
const end = `
create or replace function clusterops.job_end(
  p_id text, p_run text, p_outcome text, p_pause_ms double precision, p_deferred boolean, p_code text, p_error text
) returns table (job text, due timestamptz, held boolean) ${language}
declare
  v_job clusterops.job%rowtype;
  v_freed boolean;
begin
  ${lock};
  select * into v_job from clusterops.job j where j.id = p_id and j.run = p_run and j.state = 'active';
  if not found then
    return query select p_id, clock_timestamp(), false;
    return;
  end if;
  if p_outcome = 'again' then
    return query update clusterops.job j
      set state = 'ready', owner = null, run = null, code = p_code, error = p_error, token_at = clock_timestamp(),
        deferrals = j.deferrals + case when p_deferred then 1 else 0 end,
        coalesce_key = case when exists (
          select 1 from clusterops.job o where o.kind = j.kind and o.coalesce_key = j.coalesce_key
            and o.state in ('delayed', 'waiting', 'ready')) then null else j.coalesce_key end,
        due_at = date_trunc('milliseconds', clock_timestamp() + p_pause_ms * interval '1 millisecond')
      where j.id = p_id returning j.id, j.due_at, true;
    v_freed := true;
  else
    return query select r.job, r.due, true from clusterops.job_release(p_id) r;
    v_freed := found;
    if p_outcome = 'done' and not v_job.kept then
      delete from clusterops.job j where j.id = p_id;
    else
      update clusterops.job j
        set state = p_outcome, owner = null, run = null, code = p_code, error = p_error, ended_at = clock_timestamp(),
          payload = case when p_outcome = 'done' then 'null'::json else j.payload end
        where j.id = p_id;
    end if;
  end if;
  if v_freed then
    perform pg_notify('clusterops', 'job');
  end if;
end $body$`;

/**
 * Puts back the running jobs of processes that are gone. That is no failure of the job and uses up none of its tries; but
 * one that ends process after process becomes a dead letter, so that it cannot keep the bot down for ever.
 */
const requeue = `
create or replace function clusterops.job_requeue(p_owners text[], p_most int, p_except text[])
returns table (job text, due timestamptz) ${language}
declare
  v_id text;
begin
  ${lock};
  for v_id in select j.id from clusterops.job j
    where j.state = 'active' and j.owner = any (p_owners) and j.run <> all (p_except)
      and j.crashes >= p_most
  loop
    return query select r.job, r.due from clusterops.job_release(v_id) r;
    update clusterops.job j set state = 'dead', owner = null, run = null, ended_at = clock_timestamp(),
      code = 'internal/bug', error = 'The process ended again and again while this job ran.' where j.id = v_id;
  end loop;
  return query update clusterops.job j
    set state = 'ready', owner = null, run = null, token_at = clock_timestamp(), coalesce_key = null,
      deferrals = j.deferrals + 1, crashes = j.crashes + 1,
      due_at = date_trunc('milliseconds', clock_timestamp())
    where j.state = 'active' and j.owner = any (p_owners) and j.run <> all (p_except)
    returning j.id, j.due_at;
  perform pg_notify('clusterops', 'job');
end $body$`;

/** Gives a dead letter new tries, at the end of its lines. */
const rerun = `
create or replace function clusterops.job_rerun(p_id text)
returns table (job text, due timestamptz, send boolean) ${language}
declare
  v_seq bigint;
begin
  ${lock};
  update clusterops.job j set state = 'waiting', attempts = 0, deferrals = 0, crashes = 0, code = null, error = null, ended_at = null,
    due_at = date_trunc('milliseconds', clock_timestamp()), coalesce_key = null where j.id = p_id and j.state = 'dead';
  if not found then return; end if;
  v_seq := nextval('clusterops.ticket_seq');
  insert into clusterops.ticket (key, seq, job)
    select distinct k, v_seq, p_id from clusterops.job j, unnest(j.keys) as k where j.id = p_id;
  update clusterops.job j set state = 'ready', token_at = clock_timestamp() where j.id = p_id and ${heads('p_id')};
  perform pg_notify('clusterops', 'job');
  return query select j.id, j.due_at, j.state = 'ready' from clusterops.job j where j.id = p_id;
end $body$`;

/** The functions of the job queue; replaced at every start. */
export const jobFunctions: readonly string[] = [add, begin, release, end, requeue, rerun];
