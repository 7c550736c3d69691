import { z } from 'zod';
import { unknownTeam, unreadableTeams } from '../domain/access/teams.ts';
import type { Teams } from '../ports/teams.ts';
import type { ClientOf } from './client.ts';
import { decode } from './decode.ts';
import { teamMembers } from './documents/teams.ts';

const shape = z.record(
  z.string(),
  z
    .object({
      team: z
        .object({ members: z.object({ nodes: z.array(z.object({ databaseId: z.number().nullish() }).nullable()) }) })
        .nullish(),
    })
    .nullish(),
);

export const createTeams = (clientOf: ClientOf): Teams => ({
  async of(repository, person, teams) {
    if (teams.length === 0) return { state: 'read', teams };
    const names = teams.map((team) => team.split('/'));
    const variables = Object.fromEntries(
      names.flatMap(([org, slug], index) => [
        [`org${index}`, org],
        [`slug${index}`, slug],
      ]),
    );
    let forbidden = false;
    const data = await clientOf(repository).query(
      teamMembers(teams.length),
      { login: person.login, ...variables },
      ({ type }) => {
        forbidden ||= type === 'FORBIDDEN';
        return type === 'FORBIDDEN' || type === 'NOT_FOUND';
      },
    );
    if (forbidden) return { state: 'unresolved', findings: [unreadableTeams(teams)] };
    const read = decode(shape, data, 'teams');
    const membersOf = (index: number) => read[`t${index}`]?.team?.members.nodes;
    const unknown = teams.filter((_, index) => membersOf(index) === undefined);
    if (unknown.length > 0) return { state: 'unresolved', findings: unknown.map(unknownTeam) };
    const isIn = (index: number) => membersOf(index)?.some((member) => member?.databaseId === person.id) === true;
    return { state: 'read', teams: teams.filter((_, index) => isIn(index)) };
  },
});
