/** The schema of pg-boss's own tables. */
export const bossSchema = 'clusterops_boss';

/** Made here, under the lock of migrations: two that create a schema at the same moment fail, `if not exists` or not. */
export const schemas: readonly string[] = ['clusterops', bossSchema];

/** The statements of each version, in order. Published ones never change: a new version is added below. */
export const migrations: readonly string[] = [
  `
create table clusterops.process (
  id text primary key,
  scope text,
  pid int not null,
  beat_at timestamptz not null default clock_timestamp()
);

create table clusterops.delivery (
  id text primary key,
  seq bigint generated always as identity,
  event text not null,
  lane bigint not null,
  payload json not null,
  state text not null default 'waiting' check (state in ('waiting', 'leased', 'done', 'dead')),
  attempts int not null default 0,
  received_at timestamptz not null default clock_timestamp(),
  next_at timestamptz not null default clock_timestamp(),
  done_at timestamptz,
  owner text,
  error text
);
create index delivery_waiting on clusterops.delivery (seq) where state = 'waiting';
create index delivery_leased on clusterops.delivery (lane) where state = 'leased';
create index delivery_done on clusterops.delivery (done_at) where state in ('done', 'dead');

create sequence clusterops.ticket_seq;
create table clusterops.job (
  id text primary key,
  kind text not null,
  payload json not null,
  keys text[] not null,
  coalesce_key text,
  kept boolean not null,
  state text not null check (state in ('delayed', 'waiting', 'ready', 'active', 'done', 'dead')),
  attempts int not null default 0,
  deferrals int not null default 0,
  added_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null,
  token_at timestamptz,
  ended_at timestamptz,
  owner text,
  run text,
  code text,
  error text
);
create unique index job_coalesce on clusterops.job (kind, coalesce_key) where state in ('delayed', 'waiting', 'ready');
create index job_due on clusterops.job (due_at) where state in ('delayed', 'ready');
create index job_active on clusterops.job (owner) where state = 'active';
create index job_ended on clusterops.job (ended_at) where state in ('done', 'dead');
create table clusterops.ticket (
  key text not null,
  seq bigint not null,
  job text not null references clusterops.job (id) on delete cascade,
  primary key (key, seq)
);
create index ticket_job on clusterops.ticket (job);

create table clusterops.request (
  id text primary key,
  repository_id bigint not null,
  issue int not null,
  pull int,
  phase text not null,
  record json not null,
  updated_at timestamptz not null default clock_timestamp()
);
create index request_issue on clusterops.request (repository_id, issue);
create index request_pull on clusterops.request (repository_id, pull);
create index request_live on clusterops.request (repository_id) where phase <> 'ended';
create table clusterops.request_cluster (
  request text not null references clusterops.request (id) on delete cascade,
  namespace text not null,
  name text not null,
  primary key (namespace, name, request)
);
create index request_cluster_request on clusterops.request_cluster (request);

create table clusterops.setting (key text primary key, value text not null);

create table clusterops.audit (
  seq bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  request text,
  who text,
  what json not null
);
create index audit_at on clusterops.audit (at);
create index audit_request on clusterops.audit (request) where request is not null;
`,
  `
alter table clusterops.job add column crashes int not null default 0;
`,
  `
alter table clusterops.job add column place text;
`,
  `
alter table clusterops.audit add column act text;
create unique index audit_act on clusterops.audit (act);
`,
  `
alter table clusterops.job add column awaits text;
create index job_awaits on clusterops.job (awaits) where awaits is not null and state = 'delayed';
`,
  `
create table clusterops.creation (
  installation bigint not null,
  at timestamptz not null,
  creates int not null
);
create index creation_at on clusterops.creation (installation, at);
`,
];
