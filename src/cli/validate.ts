import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileContent } from '../domain/cluster/spec.ts';
import { validateFiles } from '../domain/manifests/validate/validate-files.ts';
import { schemaSource } from '../schemas/source.ts';
import { CliExit, exitCodes } from './exit.ts';
import { printFinding } from './findings.ts';

const isManifest = (path: string): boolean => /\.ya?ml$/.test(path);

function filesBelow(path: string): readonly FileContent[] {
  if (!statSync(path).isDirectory()) return [{ path, content: readFileSync(path, 'utf8') }];
  return readdirSync(path, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile() && isManifest(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => ({ path: file, content: readFileSync(file, 'utf8') }));
}

/** `clusterops validate`: findings with file:line:column; throws `CliExit` 1 when one of them is an error. */
export function validate(
  paths: readonly string[],
  options: { readonly json?: boolean },
  print: (line: string) => void,
): void {
  const files = paths.flatMap((path) => {
    try {
      return filesBelow(path);
    } catch {
      throw new CliExit(exitCodes.refused, `${path}: cannot be read`);
    }
  });
  const findings = validateFiles(files, { schemas: schemaSource });
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  if (options.json === true) print(JSON.stringify({ files: files.length, findings }, null, 2));
  else {
    for (const finding of findings) print(printFinding(finding));
    print(
      `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${errors} ${errors === 1 ? 'error' : 'errors'}, ${findings.length - errors} other findings`,
    );
  }
  if (errors > 0) throw new CliExit(exitCodes.failed, '');
}
