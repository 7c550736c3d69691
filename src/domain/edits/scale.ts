import { checkControlPlane } from '../cluster/counts.ts';
import { mono } from '../report/markdown.ts';
import type { ClusterEdit, EditAsked, Edited } from './edit.ts';
import { scaleFiles } from './scale-files.ts';
import type { ScaleWish } from './scale-pool.ts';

/** `/scale-cluster`: other sizes. */
export const scale: ClusterEdit = {
  kind: 'scale-cluster',
  verb: 'Scale',
  waitsUntilReady: false,
  effect: 'the engine applies the new sizes',
  apply({ cluster, files, arguments: given }) {
    const wish = wishOf(given);
    const beyond = wish.controlPlane === undefined ? [] : checkControlPlane(wish.controlPlane);
    if (beyond.length > 0) return { ok: false, findings: beyond };
    return scaleFiles(cluster.name, files, wish);
  },
  /** A bound that was not there before cannot be taken away by a command. */
  inverse({ cluster, arguments: given }, { steps }: Edited) {
    const before = (what: string): string | undefined => steps.find((step) => step.what.startsWith(what))?.from;
    const [min, max] = before('bounds of ')?.split(' to ') ?? [];
    const bounds = max === undefined ? [] : [`min=${min}`, `max=${max}`];
    const sizes = [
      ['workers', before('pool ')],
      ['control-plane', before('control plane')],
    ].flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
    const pool = typeof given['pool'] === 'string' ? [`pool=${given['pool']}`] : [];
    return mono(['/scale-cluster', cluster.name, ...pool, ...sizes, ...bounds].join(' '));
  },
};

function wishOf(given: EditAsked['arguments']): ScaleWish {
  const number = (key: string): number | undefined => (typeof given[key] === 'number' ? given[key] : undefined);
  const pool = given['pool'];
  const wish = {
    workers: number('workers'),
    min: number('min'),
    max: number('max'),
    controlPlane: number('control-plane'),
    pool: typeof pool === 'string' ? pool : undefined,
  };
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}
