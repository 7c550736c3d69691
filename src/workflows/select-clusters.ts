import type { Configuration } from '../domain/access/configuration.ts';
import type { ClusterRow } from '../domain/cluster/rows.ts';
import { type Finding, fault, type Outcome } from '../domain/finding.ts';
import { selectClusters } from '../domain/fleet/select.ts';
import type { Occasion } from './handle-command.ts';
import type { ReadStanding } from './read-standing.ts';

/** The clusters of the base branch that a selector means, by name. */
export type SelectClusters = (
  selector: string,
  occasion: Pick<Occasion, 'job' | 'facts'>,
  configuration: Configuration,
) => Promise<Outcome<readonly ClusterRow[]>>;

export function createSelectClusters({ readStanding }: { readonly readStanding: ReadStanding }): SelectClusters {
  return async (selector, { job, facts }, { clusters, environments }) => {
    const standing = await readStanding(job.repository, facts, clusters.folder);
    if (standing === 'unread') {
      const message = `${clusters.folder}/ could not be listed in full, so what the selector fits is not known`;
      const cure = 'Name the clusters one by one.';
      return { ok: false, findings: [fault('manifest/not-checked', message, { cure })] };
    }
    const selected = selectClusters(selector, standing.rows, environments);
    if (!selected.ok) return selected;
    const elsewhere = selected.value.filter(({ name, folder }) => name !== folder).map(strayed);
    if (elsewhere.length > 0) return { ok: false, findings: elsewhere };
    return { ...selected, notes: standing.unread.map(passedOver) };
  };
}

/** A command finds a cluster by its folder. */
function strayed({ name, path }: ClusterRow): Finding {
  const message = `The cluster ${name} does not stand in a folder of its name, where commands look for it.`;
  return fault('cluster/unknown', message, {
    place: { path },
    cure: `Leave it out with name!=${name}, or move its files.`,
  });
}

function passedOver({ path, why }: { readonly path: string; readonly why: string }): Finding {
  const message = `${path} was not read, and may hold a cluster that the selector fits: ${why}.`;
  const cure = 'Look at it yourself.';
  return { ...fault('manifest/not-checked', message, { place: { path }, cure }), severity: 'warning' };
}
