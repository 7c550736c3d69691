import type { Configuration } from '../domain/access/configuration.ts';
import { type ClusterRow, clusterRows } from '../domain/cluster/rows.ts';
import { help } from '../domain/command/help.ts';
import { fault } from '../domain/finding.ts';
import { lifeNote } from '../domain/report/expiry-text.ts';
import { holdNotes } from '../domain/report/lock-text.ts';
import { helpReply, listReply, namesakesNote, statusReply } from '../domain/report/replies.ts';
import { scheduleInShort, scheduleNote } from '../domain/report/schedule-text.ts';
import { schedulesByCluster } from '../domain/schedule/governed.ts';
import type { Clock } from '../ports/clock.ts';
import type { ManagementClusters } from '../ports/cluster.ts';
import type { Pulls, Tree } from '../ports/github.ts';
import type { Signer } from '../ports/signer.ts';
import { type Answer, refusal } from './answer.ts';
import type { AllowedCommand, Occasion } from './handle-command.ts';
import { openRequests, readLockBook } from './lock-book.ts';
import { sightOf } from './sight.ts';

interface Needs {
  readonly tree: Tree;
  readonly pulls: Pulls;
  readonly signer: Signer;
  readonly managementClusters: ManagementClusters;
  readonly clock: Clock;
  readonly commandPrefix: string;
  /** Where the pages of the documentation are found. */
  readonly docs: string | undefined;
}

type Handler = (command: AllowedCommand, occasion: Occasion) => Promise<Answer>;

/** `/help`, `/list-clusters` and `/cluster-status`: they read and answer, and change nothing. */
export function createReadCommands(needs: Needs): {
  readonly help: Handler;
  readonly 'list-clusters': Handler;
  readonly 'cluster-status': Handler;
} {
  const rowsOnBase = async (
    { job, facts }: Occasion,
    { clusters: { folder, namespace } }: Configuration,
  ): Promise<readonly ClusterRow[]> => {
    if (facts.baseSha === undefined) return [];
    const { files } = await needs.tree.files(job.repository, facts.baseSha, folder);
    // Where the files name no namespace, that of the configuration is meant.
    return clusterRows(files, folder).map((row) => ({ ...row, namespace: row.namespace || namespace }));
  };

  const notesOn = async (name: string, row: ClusterRow | undefined, { job, facts }: Occasion) => {
    const book = readLockBook(needs.signer, job.repository.id, facts.lockIssues);
    const open = openRequests(needs.signer, job.repository, facts.openPulls);
    const holds = holdNotes(name, book.state === 'read' ? book.locks : [], open);
    if (row?.ttlSeconds === undefined) return holds;
    const made =
      row.owner === undefined || facts.baseSha === undefined
        ? undefined
        : await needs.pulls.behind(job.repository, { sha: facts.baseSha, path: row.path }, row.owner.request);
    const endsAt = made?.closedAt === undefined ? undefined : made.closedAt + row.ttlSeconds * 1_000;
    return [...holds, lifeNote(row.ttlSeconds, endsAt)];
  };

  const scheduleNotes = (name: string, rows: readonly ClusterRow[], configuration: Configuration) => {
    const { schedule, environments } = configuration;
    const found = schedulesByCluster(schedule, rows, environments).get(name);
    return found === undefined ? [] : [scheduleNote(found, needs.clock.now())];
  };

  return {
    help: async ({ command }) => {
      const about = command.arguments.command;
      return {
        command: command.name,
        outcome: 'done',
        body: helpReply(help(typeof about === 'string' ? about : undefined, { prefix: needs.commandPrefix })),
      };
    },

    'list-clusters': async ({ command, decision }, occasion) => {
      const { view, name: managementCluster } = needs.managementClusters.of(occasion.job);
      const { schedule, environments } = decision.configuration;
      const rows = await rowsOnBase(occasion, decision.configuration);
      const scheduled = schedulesByCluster(schedule, rows, environments);
      const nextOf = (name: string): string | undefined => {
        const found = scheduled.get(name);
        return found && scheduleInShort(found, needs.clock.now());
      };
      const body = listReply({
        managementCluster,
        sight: sightOf(view),
        rows: rows.map((row) => ({
          row,
          objects: view.cluster(row.namespace, row.name),
          next: nextOf(row.name),
        })),
        now: needs.clock.now(),
      });
      return { command: command.name, outcome: 'done', body };
    },

    'cluster-status': async ({ command, decision }, occasion) => {
      const { view, name: managementCluster } = needs.managementClusters.of(occasion.job);
      const name = String(command.arguments.name ?? '');
      const rows = await rowsOnBase(occasion, decision.configuration);
      // The one that commands change comes first: it stands in the folder of its name.
      const [row, ...others] = rows
        .filter((each) => each.name === name)
        .toSorted((a, b) => Number(b.folder === name) - Number(a.folder === name));
      const namespace = row?.namespace ?? decision.configuration.clusters.namespace;
      const objects = view.cluster(namespace, name);
      if (row === undefined && objects === undefined) {
        const findings = [
          fault(
            'cluster/unknown',
            `No cluster "${name}" stands in ${decision.configuration.clusters.folder}/ or in the management cluster`,
          ),
        ];
        return refusal(command, findings);
      }
      const sight = sightOf(view);
      const namesakes = others.map((each) => ({ row: each, objects: view.cluster(each.namespace, each.name) }));
      const body = statusReply({
        name,
        namespace,
        row,
        objects,
        managementCluster,
        sight,
        notes: [
          namesakesNote(namespace, namesakes, sight),
          ...(await notesOn(name, row, occasion)),
          ...scheduleNotes(name, rows, decision.configuration),
        ].filter((note) => note !== ''),
        docs: needs.docs,
        now: needs.clock.now(),
      });
      return { command: command.name, outcome: 'done', body };
    },
  };
}
