import { creationFunctions } from './creations.ts';
import type { Database } from './database.ts';
import { inboxFunctions } from './inbox-functions.ts';
import { jobFunctions } from './job-functions.ts';
import { migrations, schemas } from './schema.ts';

/** What is laid anew at each start: functions have no versions. */
export const functions: readonly string[] = [...inboxFunctions, ...jobFunctions, ...creationFunctions];

/** Advisory lock of everything that changes the schema: several replicas may start at once. */
const migrationLock = 7_205_271_001;

/** Brings the tables to the newest version. Safe to repeat and to run from several processes at once. */
export const migrate = (database: Database): Promise<void> =>
  database.transaction(async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    for (const schema of schemas) {
      // A role without the right to create schemas may be given them ready-made.
      const there = await sql.query('select 1 from pg_namespace where nspname = $1', [schema]);
      if (there.length === 0) await sql.query(`create schema ${schema}`);
    }
    await sql.query('create table if not exists clusterops.version (version int not null)');
    const [row] = await sql.query<{ version: number }>('select max(version)::int as version from clusterops.version');
    const from = row?.version ?? 0;
    for (const [index, statements] of migrations.entries()) {
      if (index < from) continue;
      for (const statement of statements.split(/;\n/)) {
        if (statement.trim() !== '') await sql.query(statement);
      }
      await sql.query('insert into clusterops.version values ($1)', [index + 1]);
    }
    for (const statement of functions) await sql.query(statement);
  });
