import type { FileContent } from '../../cluster/spec.ts';
import { type Finding, fault } from '../../finding.ts';
import { toJson } from '../source/located.ts';
import {
  type Kustomization,
  kustomizationIn,
  notBuilt,
  type PathReference,
  readKustomization,
} from './kustomization.ts';
import { isTooMuch, mostFiles, mostFindings, type Traced, tooMuch } from './recipe.ts';
import { isWithin, resolvePath } from './resolve-path.ts';
import { obstacleAt, type SourceTree } from './source-tree.ts';

/**
 * All that `kustomize build` of a folder would read, found without running it. Anything that would be fetched or run, and any path
 * that leaves the repository, is refused. Kustomizations are handed on as what was understood of them, not as they are
 * written: what kustomize reads is exactly what was looked at.
 */
export function traceKustomize(tree: SourceTree, folder: string): Traced {
  const findings: Finding[] = [];
  const wanted = new Set<string>();
  const files = new Map<string, FileContent>();
  const patches = new Map<string, { readonly kind: string; readonly name: string }>();
  const visited = new Set<string>();
  const queue: string[] = [folder];

  const follow = (kustomization: Kustomization, root: string, reference: PathReference): void => {
    if (findings.length >= mostFindings) return;
    const { document } = kustomization;
    const { text, at, as } = reference;
    const place = document.place(at);
    const shown = `"${text.slice(0, 200)}"`;
    const resolved = resolvePath(root, text);
    if (resolved.state === 'remote') {
      const message = `${shown} would be fetched, or could be taken for an address; nothing is fetched here, so the folder was not built.`;
      findings.push(notBuilt(document, at, message, 'Keep what a build needs in the repository.'));
      return;
    }
    if (resolved.state === 'outside') {
      findings.push(
        fault('manifest/build-failed', `${shown} leads out of the repository.`, { place, cure: 'Correct the path.' }),
      );
      return;
    }
    const { path } = resolved;
    const obstacle = obstacleAt(tree, path);
    const content = tree.files.get(path);
    if (obstacle !== undefined) findings.push(notBuilt(document, at, `${obstacle}, so the folder was not built.`));
    else if (content !== undefined && as !== 'folder') {
      if (isWithin(root, path)) files.set(path, { path, content });
      else {
        const message = `${shown} is a file outside of the kustomization's folder, which kustomize refuses to read.`;
        findings.push(
          fault('manifest/build-failed', message, {
            place,
            cure: 'Refer to a folder with a kustomization of its own.',
          }),
        );
      }
    } else if (as !== 'file' && tree.folders.has(path)) queue.push(path);
    else if (!tree.knows(path)) wanted.add(path);
    else
      findings.push(
        fault('manifest/reference-broken', `${shown} is not in the repository.`, {
          place,
          cure: 'Add it, or correct the path.',
        }),
      );
  };

  for (let root = queue.shift(); root !== undefined; root = queue.shift()) {
    if (visited.has(root)) continue;
    visited.add(root);
    const path = kustomizationIn(root, tree.files);
    if (path === undefined) {
      findings.push(...withoutKustomization(tree, root, folder));
      continue;
    }
    const read = readKustomization(path, tree.files.get(path) ?? '');
    findings.push(...read.findings);
    if (!('document' in read)) continue;
    files.set(path, { path, content: JSON.stringify(toJson(read.document.root)) });
    for (const reference of read.references) follow(read, root, reference);
    for (const patch of read.patches) {
      const target = resolvePath(root, patch.path);
      if (target.state === 'inside') patches.set(target.path, patch);
    }
    if (files.size > mostFiles || visited.size > mostFiles || findings.length >= mostFindings) break;
  }
  if (findings.length > 0) return { state: 'refused', findings };
  if (wanted.size > 0) return { state: 'incomplete', wanted: [...wanted] };
  const all = [...files.values()];
  if (isTooMuch(all)) {
    return { state: 'refused', findings: [tooMuch(folder, all[0]?.path ?? folder)] };
  }
  return { state: 'ready', recipe: { tool: 'kustomize', folder, files: all, origins: new Map(), patches } };
}

function withoutKustomization(tree: SourceTree, root: string, folder: string): readonly Finding[] {
  const message = `The folder ${root} has no kustomization, but ${folder} is built from it.`;
  const [first = root] = tree.below(root);
  return [
    fault('manifest/reference-broken', message, { place: { path: first, line: 1 }, cure: 'Add a kustomization.yaml.' }),
  ];
}
