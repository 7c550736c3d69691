import { z } from 'zod';
import { type Environment, weekdays } from '../domain/access/policy.ts';
import { commandTable } from '../domain/command/table.ts';
import { parseDuration } from '../domain/command/value.ts';
import { proposingCommands } from '../domain/edits/registry.ts';
import { choice, duration, label, list, pattern, regions, section, version, whole, word, zone } from './shapes.ts';

const some = <T extends z.ZodType>(item: T, what: string) => list(item, what, 1, 100).exactOptional();
const namesOf = (rows: typeof commandTable) => rows.map(({ name }) => name) as [string, ...string[]];
const writing = namesOf(commandTable.filter(({ writes }) => writes));
const proposing = namesOf(commandTable.filter(({ name }) => proposingCommands.includes(name)));
const namePattern = () =>
  pattern(/^[a-z*][a-z0-9*-]{0,62}$/, 'the name of a cluster, in which * stands for any characters');
const typePattern = () =>
  pattern(/^[A-Za-z0-9*][A-Za-z0-9*._-]{0,63}$/, 'a machine type, in which * stands for any characters');
const minor = () => pattern(/^1\.\d{1,3}$/, 'a minor version of Kubernetes in quotes, such as "1.34"');
const login = () => pattern(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:_[A-Za-z0-9]{1,20})?$/, 'the login of a person');
const timeOfDay = () => pattern(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day in quotes, such as "18:00"');
const day = () => pattern(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'a day such as 2026-12-24');
const providerWord = () => word('a provider');
const sentence = () => pattern(/^[^\p{Cc}]{1,200}$/u, 'one line of at most 200 characters');

const team = () =>
  pattern(
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[a-z0-9][a-z0-9_-]{0,99}$/,
    'a team as its address has it, such as acme/platform',
  );

const people = () => ({
  users: some(login(), 'logins').describe('People by their logins.'),
  teams: some(team(), 'teams').describe('Teams of the organisation, with the teams below them.'),
  permission: choice('read', 'triage', 'write', 'maintain', 'admin')
    .exactOptional()
    .describe('Everybody with at least this permission on the repository.'),
});

const window = section({
  days: some(choice(...weekdays), 'days').describe('Days of the week; all when left out.'),
  from: timeOfDay().exactOptional().describe('When it begins on each of the days.'),
  to: timeOfDay().exactOptional().describe('When it ends; on the next day when it is not after `from`.'),
  firstDay: day().exactOptional().describe('The first day of all.'),
  lastDay: day().exactOptional().describe('The last day of all.'),
  zone: zone().default('UTC').describe('Time zone of all of these.'),
});

const scope = () => ({
  environments: some(label(), 'environments').describe('Environments.'),
  clusters: some(namePattern(), 'names').describe('Names of clusters; `*` stands for any characters.'),
  providers: some(providerWord(), 'providers').describe('Providers.'),
  regions: regions().exactOptional().describe('Regions.'),
});

const conditions = (commands: [string, ...string[]], said: string) =>
  section({
    commands: some(z.enum(commands, { error: `one of ${commands.join(', ')}` }), 'commands').describe(said),
    ...scope(),
    flavors: some(word('a flavour'), 'flavours').describe('Variants of the provider.'),
    versions: some(minor(), 'versions').describe('Minor versions of Kubernetes.'),
    machineTypes: some(typePattern(), 'machine types').describe('Machine types that the command asks for.'),
    workersOver: whole(0, 1000).exactOptional().describe('More workers than this.'),
    machinesOver: whole(0, 2000)
      .exactOptional()
      .describe('More machines than this, workers and control plane together.'),
    by: section(people()).exactOptional().describe('Who asks.'),
    times: some(window, 'times').describe('When it is asked, or is to be merged.'),
    outside: some(window, 'times').describe('The times at which it does not hold: a maintenance window.'),
  }).describe('What it is about: all that is given must hold, and of a list one.');

const rule = section({
  name: label().describe('Name that answers show.'),
  effect: choice('allow', 'deny').describe(
    '`deny` refuses; `allow` lets in also who has less than `access.permission`, and no later rule is asked.',
  ),
  reason: sentence().exactOptional().describe('Why, for who is denied.'),
  when: conditions(writing, 'Commands that change something, without slash.'),
  except: section(people()).exactOptional().describe('Who may in spite of a rule that denies.'),
});

const approval = section({
  name: label().describe('Name that Plan shows.'),
  approvals: whole(1, 6).default(1).describe('How many people have to approve, beside who asks.'),
  reason: sentence().exactOptional().describe('Why, for who waits for it.'),
  when: conditions(proposing, 'Commands that open a pull request, without slash; or what amounts to them by hand.'),
  by: section(people()).exactOptional().describe('Who may approve; whoever has `access.permission` when left out.'),
  except: section(people()).exactOptional().describe('Whose own pull requests need none.'),
});

const quota = section({
  name: label().describe('Name that answers show.'),
  ...scope(),
  mostClusters: whole(0, 10_000).exactOptional().describe('Most clusters.'),
  mostMachines: whole(0, 100_000).exactOptional().describe('Most machines, workers and control planes together.'),
});

export const policySection = section({
  rules: list(rule, 'rules', 0, 500).default([]).describe('Rules; the first that matches decides.'),
  quotas: list(quota, 'quotas', 0, 100)
    .default([])
    .describe('The most that may stand, counted over the default branch and the open requests.'),
  approvals: list(approval, 'rules', 0, 100)
    .default([])
    .describe('Approvals that pull requests need before Plan passes; of all rules that match.'),
  unlock: section(people())
    .default({ permission: 'maintain' })
    .describe('Who may release the locks of others; without it whoever has the `maintain` permission.'),
  names: some(namePattern(), 'names').describe('Names that new clusters may have; any when left out.'),
  machineTypes: some(typePattern(), 'machine types').describe('The only machine types; all when left out.'),
  versions: some(minor(), 'versions').describe('The only minor versions of Kubernetes; all when left out.'),
})
  .prefault({})
  .describe('What is allowed beside permissions and limits.');

export const environmentsSection = z
  .record(
    label(),
    section({
      clusters: list(namePattern(), 'names', 1, 100).describe(
        'Names of its clusters; `*` stands for any characters. A cluster is in the first environment that fits, unless its label `clusterops.dev/environment` says another.',
      ),
      defaults: section({
        kubernetesVersion: version().exactOptional().describe('Kubernetes version.'),
        controlPlane: whole(1, 9).exactOptional().describe('Control plane machines, an odd number.'),
        workers: whole(0, 1000).exactOptional().describe('Worker machines.'),
        ttl: duration().exactOptional().describe('How long a cluster lives, counted from the merge.'),
      })
        .prefault({})
        .describe('What a new cluster of it gets in place of `defaults`.'),
      lifetime: section({
        most: duration()
          .exactOptional()
          .describe('Longest life of its clusters, extensions included, in place of `lifetime.most`.'),
      })
        .prefault({})
        .describe('How long its clusters live.'),
    }),
    { error: 'a mapping of names to environments' },
  )
  .default({})
  .describe('Purposes of clusters, such as staging and production.');

/** The environments of a file, in its order. */
export function toEnvironments(file: z.output<typeof environmentsSection>): Readonly<Record<string, Environment>> {
  return Object.fromEntries(
    Object.entries(file).map(
      ([
        name,
        {
          clusters,
          defaults: { ttl, kubernetesVersion, ...defaults },
          lifetime: { most },
        },
      ]) => {
        const ttlSeconds = ttl === undefined ? undefined : parseDuration(ttl);
        const mostSeconds = most === undefined ? undefined : parseDuration(most);
        return [
          name,
          {
            clusters,
            ...(mostSeconds === undefined ? {} : { mostSeconds }),
            defaults: {
              ...defaults,
              ...(kubernetesVersion === undefined ? {} : { kubernetesVersion: withV(kubernetesVersion) }),
              ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
            },
          },
        ];
      },
    ),
  );
}

const withV = (version: string): string => (version.startsWith('v') ? version : `v${version}`);
