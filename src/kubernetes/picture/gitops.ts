import type { Engine, ObservedGitOps } from '../../domain/gitops/engine.ts';
import { decodeApplication } from '../decode/application.ts';
import { decodeHelmChart, decodeHelmRelease, decodeKustomization, decodeSource } from '../decode/flux.ts';
import { at, text } from '../decode/json.ts';
import type { Sink } from '../watch/contract.ts';
import { type Collection, collection, type Held } from './collection.ts';
import type { Notices } from './notices.ts';

interface Entry<T> extends Held {
  readonly seen: T;
}

type Opened = Sink & { clear(): void };

/** All objects of GitOps engines that are seen. */
export interface GitOpsIndex {
  /** Where the objects of a kind go; `undefined` for a kind that is none of an engine's. */
  open(kind: string): Opened | undefined;
  all(engines: readonly Engine[]): ObservedGitOps;
  names(): readonly { readonly namespace: string; readonly name: string; readonly kind: string }[];
}

type Named = { readonly namespace: string; readonly name: string; readonly uid: string };

/** The objects of one kind, in as many collections as there are watches. */
function kindIndex<T extends Named>(kind: string, decode: (raw: unknown) => T | undefined, notices: Notices) {
  const collections = new Set<Collection<Entry<T>>>();
  const notice = ({ namespace, name }: Held): void => notices.engineObject(namespace, kind, name);
  return {
    open(): Opened {
      const opened = collection<Entry<T>>({
        decode(raw) {
          const seen = decode(raw);
          if (seen === undefined) return undefined;
          const { namespace, name, uid } = seen;
          return { namespace, name, uid, resourceVersion: text(at(raw, 'metadata', 'resourceVersion')) ?? '', seen };
        },
        onPut: notice,
        onRemove: notice,
        flush: notices.flush,
      });
      collections.add(opened);
      return {
        ...opened,
        clear() {
          opened.clear();
          collections.delete(opened);
        },
      };
    },
    all: (): readonly T[] => [...collections].flatMap((known) => [...known.values()].map(({ seen }) => seen)),
  };
}

/** `argocdDestinations`: what Applications may call the cluster that is seen, beside what Argo CD calls it by itself. */
export function gitOpsIndex(notices: Notices, argocdDestinations: readonly string[]): GitOpsIndex {
  const applications = kindIndex('Application', (raw) => decodeApplication(raw, argocdDestinations), notices);
  const kustomizations = kindIndex('Kustomization', decodeKustomization, notices);
  const git = kindIndex('GitRepository', (raw) => decodeSource('GitRepository', raw), notices);
  const oci = kindIndex('OCIRepository', (raw) => decodeSource('OCIRepository', raw), notices);
  const releases = kindIndex('HelmRelease', decodeHelmRelease, notices);
  const charts = kindIndex('HelmChart', decodeHelmChart, notices);
  const kinds: Readonly<Record<string, { open(): Opened; all(): readonly Named[] }>> = {
    Application: applications,
    Kustomization: kustomizations,
    GitRepository: git,
    OCIRepository: oci,
    HelmRelease: releases,
    HelmChart: charts,
  };
  return {
    open: (kind) => kinds[kind]?.open(),
    all: (engines) => ({
      engines,
      applications: applications.all(),
      kustomizations: kustomizations.all(),
      sources: [...git.all(), ...oci.all()],
      releases: releases.all(),
      charts: charts.all(),
    }),
    names: () =>
      Object.entries(kinds).flatMap(([kind, { all }]) =>
        all().map(({ namespace, name }) => ({ namespace, name, kind })),
      ),
  };
}
