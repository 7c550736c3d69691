import { pathToFileURL } from 'node:url';
import type { Finding } from '../domain/finding.ts';
import { catalogue, type ErrorCode } from '../errors.ts';
import { version } from '../version.ts';

const levels = { error: 'error', warning: 'warning', notice: 'note' } as const;

/**
 * Findings as a SARIF 2.1.0 log of one run, as code scanning and editors read it. Paths are relative to the repository, whose
 * address is given as `SRCROOT`; columns count UTF-16 units.
 */
export function sarifLog(findings: readonly Finding[], root: string): object {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ClusterOps', semanticVersion: version, version, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(root).href.replace(/\/$/, '')}/` } },
        results: findings.map((finding) => resultOf(finding, codes.indexOf(finding.code))),
      },
    ],
  };
}

function ruleOf(code: ErrorCode): object {
  const { cause, cure } = catalogue[code];
  return {
    id: code,
    name: code.replace(/(^|[/-])([a-z])/g, (_, _before, letter: string) => letter.toUpperCase()),
    shortDescription: { text: cause },
    fullDescription: { text: cause },
    help: { text: `${cause} ${cure}` },
  };
}

function resultOf({ code, severity, message, cure, place }: Finding, ruleIndex: number): object {
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: `${message} ${cure}` },
    ...(place?.path === undefined
      ? {}
      : {
          locations: [
            {
              physicalLocation: {
                artifactLocation: {
                  uri: place.path.split('/').map(encodeURIComponent).join('/'),
                  uriBaseId: 'SRCROOT',
                },
                region: {
                  startLine: place.line ?? 1,
                  ...(place.column === undefined ? {} : { startColumn: place.column }),
                  ...(place.endLine === undefined ? {} : { endLine: place.endLine }),
                },
              },
            },
          ],
        }),
  };
}
