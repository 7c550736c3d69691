import { type Finding, fault } from '../finding.ts';
import type { ConfigurationRead } from './configuration.ts';
import type { People } from './policy.ts';

/** The teams of a person among those that a policy names, or why they cannot be told. */
export type TeamsRead =
  | { readonly state: 'read'; readonly teams: readonly string[] }
  | { readonly state: 'unresolved'; readonly findings: readonly Finding[] };

/** The teams that the policy of a configuration names, each once; none of one that cannot be used. */
export function teamsNamed(read: ConfigurationRead): readonly string[] {
  if (read.state !== 'read') return [];
  const { rules, approvals, unlock } = read.configuration.policy;
  const people: readonly (People | undefined)[] = [
    ...rules.flatMap(({ when, except }) => [when.by, except]),
    ...approvals.flatMap(({ when, by, except }) => [when.by, by, except]),
    unlock,
  ];
  return [...new Set(people.flatMap((each) => each?.teams ?? []))];
}

/** That a team is not there, or is another organisation's, or a secret one that the App is not shown. */
export const unknownTeam = (team: string): Finding =>
  fault('access/team-unknown', `GitHub shows ClusterOps no team "${team}", and the policy names it.`);

/** That the installation may not be asked about teams; `said`: by what GitHub says, for another reason than its permission. */
export const unreadableTeams = (teams: readonly string[], said?: string): Finding => {
  const named = `The policy names ${teams.map((team) => `"${team}"`).join(', ')}`;
  return said === undefined
    ? fault('access/teams-unreadable', `${named}, and the App may not read the members of the organisation.`)
    : fault('access/teams-unreadable', `${named}, and GitHub does not let ClusterOps read them: ${said}`, {
        cure: 'Have an owner of the organisation let the App and the address that it comes from in, or name users or a permission.',
      });
};
