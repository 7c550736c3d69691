import type { ListedSettings } from '../ports/requests.ts';
import type { Database } from './database.ts';

export const createSettings = (database: Database): ListedSettings => ({
  get: async (key) =>
    (await database.query<{ value: string }>('select value from clusterops.setting where key = $1', [key]))[0]?.value,
  put: async (key, value) => {
    await database.query(
      'insert into clusterops.setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value',
      [key, value],
    );
  },
  startingWith: async (prefix) =>
    (
      await database.query<{ value: string }>(
        'select value from clusterops.setting where starts_with(key, $1) order by key',
        [prefix],
      )
    ).map(({ value }) => value),
});
