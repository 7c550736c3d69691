import type { TeamsRead } from '../domain/access/teams.ts';
import type { Person, RepositoryRef } from '../domain/repository.ts';

/** Teams of organisations. */
export interface Teams {
  /**
   * Which of the teams, each `organisation/team`, a person is in, those below them counted. Asks nothing where none is named. A
   * team that GitHub does not show makes all unresolved, as does an installation that may not ask.
   */
  of(repository: RepositoryRef, person: Person, teams: readonly string[]): Promise<TeamsRead>;
}
