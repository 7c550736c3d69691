import type { Finding } from '../../finding.ts';
import { didYouMean, editDistance } from '../../text/suggest.ts';
import { at, type Located } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { checkMetadata } from './check-metadata.ts';
import { checkValue } from './check-value.ts';
import { splitVersion } from './folder.ts';
import type { Fault, SchemaSource, StructuralSchema } from './schema.ts';

/** Groups that Kubernetes itself serves: accepted after a light check. */
const builtIn = /^($|apps$|batch$|policy$|autoscaling$|extensions$|[a-z.-]+\.k8s\.io$)/;
/** Groups that end in `k8s.io` but are not Kubernetes' own. */
const clusterApi = /(^|\.)cluster\.x-k8s\.io$/;

/** Groups with no kinds but those that are known here. */
const closed = /^(addons\.)?cluster\.x-k8s\.io$/;

/** What Cluster API's own webhooks fill in before the API server looks for what is required. */
const filledIn: Readonly<Record<string, string>> = { MachineDeployment: 'selector', MachineSet: 'selector' };

const mostFaults = 50;

/** What is wrong with one document on its own: envelope, metadata, schema, secrets. */
export function checkDocument(document: SourceDocument, schemas: SchemaSource): readonly Finding[] {
  const findings: Finding[] = [];
  const report = (fault: Fault): void => {
    if (findings.length < mostFaults) {
      const { code, message, cure } = fault;
      findings.push({
        code,
        severity: 'error',
        message: named(document, message),
        place: document.place(fault.at),
        cure,
      });
    }
  };
  const { root, apiVersion, kind } = document;
  if (root.kind !== 'map') {
    report({
      code: 'manifest/value-invalid',
      at: root.at,
      message: 'The document is no mapping.',
      cure: 'Write an object with apiVersion, kind and metadata.',
    });
    return findings;
  }
  for (const key of ['apiVersion', 'kind'] as const) {
    if (document[key] === undefined) {
      report({
        code: 'manifest/field-missing',
        at: at(root, key)?.at ?? root.at,
        message: `${key} is missing or no string.`,
        cure: `Add ${key}.`,
      });
    }
  }
  if (apiVersion === undefined || kind === undefined) return findings;
  checkMetadata(root, report);
  const [group, version] = splitVersion(apiVersion);
  const schema = schemas.find(group, version, kind);
  if (schema !== undefined)
    checkValue(root, asFilledIn(schema, group === 'cluster.x-k8s.io' ? filledIn[kind] : undefined), '', report);
  else if (!builtIn.test(group) || clusterApi.test(group)) findings.push(unknownKind(document, root, schemas));
  const secret = secretInGit(document);
  return secret === undefined ? findings : [...findings, secret];
}

/** The schema without one requirement of its spec. */
function asFilledIn(schema: StructuralSchema, field: string | undefined): StructuralSchema {
  const spec = schema.properties?.['spec'];
  if (field === undefined || spec?.required === undefined) return schema;
  const required = spec.required.filter((each) => each !== field);
  return { ...schema, properties: { ...schema.properties, spec: { ...spec, required } } };
}

function unknownKind(document: SourceDocument, root: Located, schemas: SchemaSource): Finding {
  const { kind = '', apiVersion = '' } = document;
  const [group, version] = splitVersion(apiVersion);
  const kinds = schemas.kinds?.(group) ?? [];
  const same = kinds.find((each) => each.kind === kind);
  const place = document.place(at(root, same === undefined ? 'kind' : 'apiVersion')?.at ?? root.at);
  if (same !== undefined) {
    return {
      code: 'manifest/kind-unknown',
      severity: 'error',
      message: `${kind} has no version ${version}.`,
      place,
      cure: `Use ${same.versions.map((each) => `${group}/${each}`).join(' or ')}.`,
    };
  }
  const meant = didYouMean(
    kind,
    kinds.map((each) => each.kind),
  );
  const isMisspelt = meant !== undefined && isLike(kind, meant);
  return {
    code: 'manifest/kind-unknown',
    severity: isMisspelt ? 'error' : 'warning',
    message: `The kind ${kind} of ${apiVersion} is not known here, so it was not checked.`,
    place,
    cure:
      meant !== undefined && (isMisspelt || closed.test(group))
        ? `Did you mean "${meant}"?`
        : 'Check the spelling of apiVersion and kind.',
  };
}

/** Whether a kind is one that is known, written wrongly, and not that of a provider that is not known: an OCICluster is no GCPCluster. */
function isLike(kind: string, meant: string): boolean {
  const [written, known] = [kind.toLowerCase(), meant.toLowerCase()];
  return written.slice(0, 3) === known.slice(0, 3) || editDistance(written, known, 1) <= 1;
}

/** A Secret with values that are readable in Git. One that SOPS encrypted is not. */
export function secretInGit(document: SourceDocument): Finding | undefined {
  const { root, kind, apiVersion } = document;
  if (kind !== 'Secret' || apiVersion !== 'v1' || at(root, 'sops', 'mac') !== undefined) return undefined;
  for (const field of ['data', 'stringData']) {
    const values = at(root, field);
    if (values?.kind !== 'map') continue;
    for (const [key, { keyAt, value }] of values.entries) {
      if (value.kind === 'scalar' && (value.value === null || value.value === '')) continue;
      return {
        code: 'manifest/secret-in-git',
        severity: 'error',
        message: named(document, `The Secret holds a value under ${field}.${key}.`),
        place: document.place(keyAt),
        cure: 'Use External Secrets or SOPS, refer to the Secret by name, and change the value: it has been read.',
      };
    }
  }
  return undefined;
}

/** The message with the object in front, so that it can be understood without the line. */
function named(document: SourceDocument, message: string): string {
  const { kind, name } = document;
  if (kind === undefined) return message;
  return `${kind}${name === undefined ? '' : ` ${name}`}: ${message}`;
}
