import { defaultConfiguration } from '../domain/access/default-configuration.ts';
import type { CommandLine } from '../domain/command/command.ts';
import type { JobContext, Jobs } from '../ports/jobs.ts';
import type { Occasion } from './handle-command.ts';
import { commandOptions } from './keys.ts';
import type { SelectClusters } from './select-clusters.ts';

/**
 * True when the commands of a comment wait for the turn of clusters that only reading tells: those that a selector fits. They are
 * then in the queue once more, with the keys of these clusters, and nothing may be done for them now.
 */
export type AwaitTurn = (
  lines: readonly CommandLine[],
  occasion: Pick<Occasion, 'job' | 'facts'>,
  context: Pick<JobContext, 'id'>,
) => Promise<boolean>;

export function createAwaitTurn(needs: { readonly jobs: Jobs; readonly selectClusters: SelectClusters }): AwaitTurn {
  return async (lines, occasion, { id }) => {
    const { job, facts } = occasion;
    const { configuration: read } = facts;
    if (read.state === 'invalid') return false;
    const configuration = read.state === 'read' ? read.configuration : defaultConfiguration;
    const names: string[] = [];
    for (const selector of lines.flatMap(changingSelector)) {
      const selected = await needs.selectClusters(selector, occasion, configuration);
      if (selected.ok) names.push(...selected.value.map(({ name }) => name));
    }
    const held = new Set(job.clusters);
    if (names.every((name) => held.has(name))) return false;
    const options = commandOptions(job.repository, job.issue, job.sourceNodeId, lines, names);
    // Named by this job, so that it is added once however often this one runs.
    await needs.jobs.add('handle-command', { ...job, clusters: names }, { ...options, id: `${id}/turn` });
    return true;
  };
}

/** A dry run changes nothing, and waits for nobody. */
function changingSelector(line: CommandLine): readonly string[] {
  if (line.kind !== 'command' || line.arguments['dry-run'] === true) return [];
  const { selector } = line.arguments;
  return typeof selector === 'string' ? [selector] : [];
}
