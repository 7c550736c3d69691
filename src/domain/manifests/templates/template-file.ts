import type { FileContent } from '../../cluster/spec.ts';
import { type Finding, fault } from '../../finding.ts';
import { readDocuments } from '../source/read-documents.ts';
import { secretInGit } from '../validate/check-document.ts';
import { linesOf } from './places.ts';
import { readTemplate } from './read-template.ts';

/** Whether YAML stands for no objects yet: one of them has a name that is to be filled in. */
export function isTemplateFile({ path, content }: FileContent): boolean {
  return /\.ya?ml$/.test(path) && /^(?: {2,}|metadata: *\{ *)name: *["']?[^\s"']*\$\{ *\w/m.test(content);
}

/** What can be told of a template without a cluster: whether it can be read, and whether it holds secrets. */
export function checkTemplateFile(file: FileContent): readonly Finding[] {
  const { path, content } = file;
  const read = readTemplate(content);
  if (!read.ok) {
    const { code, problem, at } = read.fault;
    return [fault(code, `The template cannot be read: ${problem}.`, { place: linesOf(path, content).place(at) })];
  }
  const unfilled: Finding = {
    ...fault('template/unfilled', `${path} is a clusterctl template, so its objects were not checked.`, {
      place: { path, line: 1 },
    }),
    severity: 'notice',
  };
  return [unfilled, ...readDocuments(file).documents.flatMap((each) => secretInGit(each) ?? [])];
}
