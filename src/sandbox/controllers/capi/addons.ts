import type { KubeObject } from '../../kubernetes/object.ts';
import type { World } from './world.ts';

export const playAddons = (_world: World, _cluster: KubeObject): void => {};
