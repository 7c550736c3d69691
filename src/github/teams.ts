import { z } from 'zod';
import { unknownTeam, unreadableTeams } from '../domain/access/teams.ts';
import type { Teams } from '../ports/teams.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { teamMembers } from './documents/teams.ts';
import { isNotPermitted } from './faults.ts';
import type { GraphqlError } from './reply.ts';

const members = z.object({
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
  nodes: z.array(z.object({ databaseId: z.number().nullish() }).nullable()).nullish(),
});
const shape = z.record(z.string(), z.object({ team: z.object({ members: members.nullish() }).nullish() }).nullish());

/** A team to look into, from a page on. */
interface Asked {
  readonly team: string;
  readonly after?: string;
}

export const createTeams = (clientOf: ClientOf): Teams => ({
  async of(repository, person, teams) {
    const found = new Set<string>();
    for (let asked: readonly Asked[] = teams.map((team) => ({ team })); asked.length > 0; ) {
      const refusals: string[] = [];
      const data = await clientOf(repository).query(
        teamMembers(asked.length),
        { login: person.login, ...variablesOf(asked) },
        (error) => {
          if (isRefusal(error)) refusals.push(error.message);
          return isRefusal(error) || error.type === 'NOT_FOUND';
        },
      );
      if (refusals.length > 0) {
        const other = refusals.find((said) => !isNotPermitted(said));
        return { state: 'unresolved', findings: [unreadableTeams(teams, other)] };
      }
      const read = decode(shape, data, 'teams');
      const pages = asked.map(({ team }, index) => ({ team, page: read[`t${index}`]?.team?.members }));
      const unknown = pages.filter(({ page }) => page?.nodes == null);
      if (unknown.length > 0) return { state: 'unresolved', findings: unknown.map(({ team }) => unknownTeam(team)) };
      for (const { team, page } of pages)
        if (page?.nodes?.some((member) => member?.databaseId === person.id) === true) found.add(team);
      // A short login is part of many others.
      asked = pages.flatMap(({ team, page }) =>
        !found.has(team) && page?.pageInfo.hasNextPage === true && page.pageInfo.endCursor
          ? [{ team, after: page.pageInfo.endCursor }]
          : [],
      );
    }
    return { state: 'read', teams: teams.filter((team) => found.has(team)) };
  },
});

/** The forms in which GitHub says that an installation, or any token, may not look: some without a type. */
const isRefusal = ({ type, message }: GraphqlError): boolean =>
  type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES' || isNotPermitted(message);

const variablesOf = (asked: readonly Asked[]) =>
  Object.fromEntries(
    asked.flatMap(({ team, after = null }, index) => {
      const [org, slug] = team.split('/');
      return [
        [`org${index}`, org],
        [`slug${index}`, slug],
        [`after${index}`, after],
      ];
    }),
  );
