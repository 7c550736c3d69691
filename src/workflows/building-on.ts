import type { ConfigurationRead } from '../domain/access/configuration.ts';
import type { RepositoryRef } from '../domain/repository.ts';
import type { ListedSettings } from '../ports/requests.ts';

/** Which repositories build their configuration on that of another. */
export interface BuildingOn {
  /** Remembers what the configuration of a repository is built on. */
  remember(repository: RepositoryRef, read: ConfigurationRead): Promise<void>;
  /** Those that build on this one, as far as their configurations were read. */
  of(base: Pick<RepositoryRef, 'owner' | 'name'>): Promise<readonly RepositoryRef[]>;
}

interface Remembered {
  readonly repository: RepositoryRef;
  /** In lower case: GitHub takes a name in any. */
  readonly builtOn: readonly string[];
}

/** Rebuilt at the start, when every served repository is compared with. */
export function createBuildingOn(settings: ListedSettings): BuildingOn {
  const ofOwner = (owner: string) => `builds-on:${owner.toLowerCase()}/`;
  return {
    async remember(repository, read) {
      const builtOn = read.state === 'absent' ? [] : (read.builtOn ?? []);
      const mark = `${ofOwner(repository.owner)}${repository.id}`;
      const known = await settings.get(mark);
      if (known === undefined && builtOn.length === 0) return;
      const remembered: Remembered = { repository, builtOn: builtOn.map((each) => each.toLowerCase()) };
      const text = JSON.stringify(remembered);
      if (text !== known) await settings.put(mark, text);
    },
    async of({ owner, name }) {
      const base = `${owner}/${name}`.toLowerCase();
      const all = await settings.startingWith(ofOwner(owner));
      return all
        .map((text) => JSON.parse(text) as Remembered)
        .filter(({ builtOn }) => builtOn.includes(base))
        .map(({ repository }) => repository);
    },
  };
}
