import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Document } from 'yaml';
import { ageless } from '../../support/recorded/ageless.ts';
import { type Contract, recordedFolder } from '../../support/recorded/recording.ts';
import { type KubeObject, resource } from './kube.ts';
import { reportFolder } from './report.ts';
import type { Scene } from './scene.ts';
import { theirTree } from './trees.ts';

/** The kinds whose controllers the local Kubernetes plays, by the group that is in front of `cluster.x-k8s.io`. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  '': ['clusters', 'machinedeployments', 'machinesets', 'machines', 'machinehealthchecks'],
  'controlplane.': ['kubeadmcontrolplanes'],
  'bootstrap.': ['kubeadmconfigs'],
  'infrastructure.': ['devclusters', 'devmachines'],
};

/**
 * Writes down what the real controllers say of a cluster at this moment, in both contracts, with what clusterctl prints of it: into the
 * report, and with `UPDATE_RECORDED=1` as what the fast tests read. Returns the objects of the newer contract.
 */
export async function record(scene: Scene, cluster: string, stage: string): Promise<readonly KubeObject[]> {
  const { kube } = scene.stage.server;
  const read = async (contract: Contract): Promise<readonly KubeObject[]> => {
    const lists = Object.entries(kinds).flatMap(([group, plurals]) =>
      plurals.map((plural) => kube.list(resource(`${group}cluster.x-k8s.io/${contract}`, plural), scene.name)),
    );
    return (await Promise.all(lists)).flat();
  };
  // The older contract is the managers' webhook's work, so they have to be awake for it.
  const older = await read('v1beta1');
  const [newer, tree] = await scene.stage.clusterApi.still(() =>
    Promise.all([read('v1beta2'), theirTree(scene.stage, scene.name, cluster)]),
  );
  const folders = [join(reportFolder, 'recorded'), ...(process.env['UPDATE_RECORDED'] === '1' ? [recordedFolder] : [])];
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${stage}.txt`), `${ageless(tree)}\n`);
    for (const [contract, objects] of [
      ['v1beta1', older],
      ['v1beta2', newer],
    ] as const) {
      writeFileSync(join(folder, `${stage}.${contract}.yaml`), written(objects, Date.now()));
    }
  }
  scene.page.say(`recorded what the controllers say of ${cluster}: ${stage}`);
  return newer;
}

function written(objects: readonly KubeObject[], now: number): string {
  const uids = new Map<string, string>();
  return objects
    .map((object) => {
      const document = new Document(plain(object, uids, now));
      return document.toString({ lineWidth: 0, indentSeq: false }).trimEnd();
    })
    .join('\n---\n')
    .concat('\n');
}

/** Annotations that hold the object once more. */
const wholeObject = /last-applied-configuration|conversion-data/;

/** Numbers of their own for UIDs, times as seconds before now, and nothing that no controller's tale needs. */
function plain(object: KubeObject, uids: Map<string, string>, now: number): unknown {
  const { managedFields: _managed, resourceVersion: _version, annotations = {}, ...metadata } = object.metadata;
  const kept = Object.entries(annotations).filter(([key]) => !wholeObject.test(key));
  const noted = kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) };
  const lean = { ...object, metadata: { ...noted, ...metadata, resourceVersion: '1' }, spec: leanSpec(object) };
  return JSON.parse(JSON.stringify(lean), (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) {
      return `@-${Math.max(0, Math.round((now - Date.parse(value)) / 1000))}`;
    }
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) return value;
    if (key !== 'uid') return '0';
    if (!uids.has(value)) uids.set(value, `uid-${uids.size + 1}`);
    return uids.get(value);
  });
}

/** What is written into a node says nothing of its state. */
function leanSpec({ kind, spec }: KubeObject): unknown {
  if (kind === 'KubeadmConfig') return {};
  const { kubeadmConfigSpec: _kubeadm, ...others } = spec as Readonly<Record<string, unknown>>;
  return others;
}
