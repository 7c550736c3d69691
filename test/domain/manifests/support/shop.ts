import type { FileContent } from '../../../../src/domain/cluster/spec.ts';
import type { Finding } from '../../../../src/domain/finding.ts';
import { validateFiles } from '../../../../src/domain/manifests/validate/validate-files.ts';
import { rendered, schemas } from './clusters.ts';

/** The files of the cluster `shop`, with nothing wrong. */
export const clean: readonly FileContent[] = rendered({ region: ['eu-west-1'], name: 'shop' }).cluster.files;

export const validate = (files: readonly FileContent[]): readonly Finding[] =>
  validateFiles(files, { schemas, folder: 'clusters' });

/** The clean cluster with one text replaced in one of its files. */
export function changed(file: string, from: string | RegExp, to: string): readonly FileContent[] {
  return clean.map((each) => {
    if (!each.path.endsWith(`/${file}.yaml`)) return each;
    const content = each.content.replace(from, to);
    if (content === each.content) throw new Error(`nothing to replace in ${file}`);
    return { ...each, content };
  });
}
