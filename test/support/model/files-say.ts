import { parseAllDocuments } from 'yaml';
import type { Packaging } from './standing.ts';

interface File {
  readonly path: string;
  readonly content: string;
}
// biome-ignore lint/suspicious/noExplicitAny: files of any form, and a wrong one fails the test
type Read = any;

interface SaidPool {
  readonly name: string;
  readonly replicas: number;
  readonly version: string | undefined;
  readonly had: number | undefined;
}

/** What the files of a cluster say, read without the bot's own readers; undefined where there are none. Of an overlay, its patches. */
export function filesSay(name: string, packaging: Packaging, files: readonly File[]) {
  if (files.length === 0) return undefined;
  const text = files.map(({ content }) => content).join('\n');
  const documents = files.flatMap(({ content }) => parseAllDocuments(content).map((each) => each.toJS() as Read));
  const { version, pools } = readers[packaging](documents, name);
  return {
    pools: Object.fromEntries(
      pools.map((pool) => [
        pool.name,
        {
          ...{ replicas: pool.replicas, version: pool.version ?? version },
          ...(pool.had === undefined ? {} : { had: pool.had }),
        },
      ]),
    ),
    hours: Number(/ttl-seconds: "(\d+)"|ttlSeconds: (\d+)/.exec(text)?.slice(1).find(Boolean)) / 3_600,
    version,
    notes: [...text.matchAll(/# (note \w+)$/gm)].map(([, note]) => note ?? '').sort(),
  };
}

type Reader = (documents: readonly Read[], name: string) => { version: string; pools: readonly SaidPool[] };

const readObjects: Reader = (documents, name) => ({
  version: documents.find((each) => each?.kind === 'KubeadmControlPlane').spec.version,
  pools: documents
    .filter((each) => each?.kind === 'MachineDeployment')
    .map((each) => ({
      name: each.metadata.name.slice(name.length + 1),
      replicas: each.spec.replicas,
      version: each.spec.template.spec.version,
      had: hadOf(each),
    })),
});

const readers: Readonly<Record<Packaging, Reader>> = {
  plain: readObjects,
  kustomize: readObjects,
  helm: (documents) => {
    const { kubernetesVersion, pools } = documents.find((each) => each?.cluster !== undefined).cluster;
    return {
      version: kubernetesVersion,
      pools: pools.map((each: Read) => ({ ...each, version: each.kubernetesVersion, had: hadOf(each) })),
    };
  },
  clusterclass: (documents) => {
    const { topology } = documents.find((each) => each?.kind === 'Cluster').spec;
    return {
      version: topology.version,
      pools: topology.workers.machineDeployments.map((each: Read) => ({
        ...each,
        version: undefined,
        had: hadOf(each),
      })),
    };
  },
};

const hadOf = (pool: Read): number | undefined => {
  const had = (pool.metadata?.annotations ?? pool.annotations)?.['clusterops.dev/hibernated-replicas'];
  return had === undefined ? undefined : Number(had);
};
