import type { Packaging } from '../../cluster/spec.ts';
import { clusterclass } from './clusterclass/clusterclass.ts';
import { helm } from './helm/helm.ts';
import { kustomize } from './kustomize/kustomize.ts';
import type { PackagingForm } from './packaging.ts';
import { plain } from './plain.ts';

/** Every form in which a cluster can be committed. A new one is a file and a line here. */
export const packagings: { readonly [Id in Packaging]: PackagingForm } = { plain, kustomize, helm, clusterclass };
