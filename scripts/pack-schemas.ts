/**
 * Packs a folder of CustomResourceDefinition files into `src/schemas/`: `npx node scripts/pack-schemas.ts FOLDER`.
 * FOLDER holds one sub-folder per project with CRDs as YAML, and a README.md whose table names the origin of each file:
 * `| crds/<file> | repository | path there | ref | commit | licence |`.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { parse } from 'yaml';
import type { CrdIndexEntry, CrdSchema, PrinterColumn, SchemaSource, StructuralSchema } from '../src/schemas/read.ts';

interface CrdFile {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly names: {
      readonly kind: string;
      readonly plural: string;
      readonly singular?: string;
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
    };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly deprecated?: boolean;
      readonly schema: { readonly openAPIV3Schema: StructuralSchema };
      readonly additionalPrinterColumns?: readonly (PrinterColumn & { readonly description?: string })[];
      readonly subresources?: {
        readonly status?: object;
        readonly scale?: CrdSchema['versions'][number]['scaleSubresource'];
      };
    }[];
  };
}

/** The labels that each project's kustomization adds to its CRDs; Cluster API finds the version of a referenced kind by them. */
const contractLabels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  alibaba: { 'cluster.x-k8s.io/v1beta2': 'v1beta1' },
  aws: { 'cluster.x-k8s.io/v1beta1': 'v1beta2' },
  azure: { 'cluster.x-k8s.io/v1beta1': 'v1beta1' },
  'capi-core': { 'cluster.x-k8s.io/v1beta1': 'v1beta1', 'cluster.x-k8s.io/v1beta2': 'v1beta2' },
  docker: { 'cluster.x-k8s.io/v1beta1': 'v1beta1', 'cluster.x-k8s.io/v1beta2': 'v1beta2' },
  gcp: { 'cluster.x-k8s.io/v1beta1': 'v1beta1' },
  hetzner: { 'cluster.x-k8s.io/v1beta1': 'v1beta1' },
  openstack: { 'cluster.x-k8s.io/v1beta1': 'v1beta1' },
  packet: { 'cluster.x-k8s.io/v1beta1': 'v1beta1' },
  proxmox: { 'cluster.x-k8s.io/v1beta1': 'v1alpha1', 'cluster.x-k8s.io/v1beta2': 'v1alpha2' },
  vsphere: { 'cluster.x-k8s.io/v1beta1': 'v1beta1', 'cluster.x-k8s.io/v1beta2': 'v1beta2' },
};

/** Drops `description` and `example` where they are keywords, not where they are names of properties. */
const stripped = (schema: StructuralSchema): StructuralSchema => {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'description' || key === 'example' || key === 'externalDocs' || key === 'title') continue;
    if (key === 'properties') {
      result[key] = Object.fromEntries(
        Object.entries(value as Record<string, StructuralSchema>).map(([name, inner]) => [name, stripped(inner)]),
      );
    } else if (key === 'items' || key === 'not' || (key === 'additionalProperties' && typeof value === 'object')) {
      result[key] = stripped(value as StructuralSchema);
    } else if (key === 'allOf' || key === 'anyOf' || key === 'oneOf') {
      result[key] = (value as StructuralSchema[]).map(stripped);
    } else {
      result[key] = value;
    }
  }
  return result;
};

const sourcesOf = (readme: string): ReadonlyMap<string, SchemaSource> =>
  new Map(
    readme
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .flatMap(([, file, repository, path, ref, commit, licence]) =>
        file?.startsWith('crds/') && repository && path && ref && commit && licence
          ? [[file.slice('crds/'.length), { repository, path, ref, commit, licence }] as const]
          : [],
      ),
  );

const pack = (file: CrdFile, project: string, source: SchemaSource): CrdSchema => ({
  group: file.spec.group,
  kind: file.spec.names.kind,
  plural: file.spec.names.plural,
  singular: file.spec.names.singular ?? file.spec.names.kind.toLowerCase(),
  shortNames: file.spec.names.shortNames ?? [],
  categories: file.spec.names.categories ?? [],
  scope: file.spec.scope,
  versions: file.spec.versions.map((version) => ({
    name: version.name,
    served: version.served,
    storage: version.storage,
    ...(version.deprecated ? { deprecated: true } : {}),
    schema: stripped(version.schema.openAPIV3Schema),
    printerColumns: (version.additionalPrinterColumns ?? []).map(({ description: _, ...column }) => column),
    statusSubresource: version.subresources?.status !== undefined,
    ...(version.subresources?.scale === undefined ? {} : { scaleSubresource: version.subresources.scale }),
  })),
  labels: { ...contractLabels[project], ...file.metadata.labels },
  source,
});

const indexEntry = ({ versions, ...rest }: CrdSchema): CrdIndexEntry => ({
  ...rest,
  versions: versions.map(({ name, served, storage, deprecated }) => ({
    name,
    served,
    storage,
    ...(deprecated ? { deprecated } : {}),
  })),
});

const attribution = (crds: readonly CrdSchema[]): string => {
  const rows = crds.map(
    ({ group, kind, source }) =>
      `| ${group} | ${kind} | [${source.repository}](https://github.com/${source.repository}) | ${source.path} | ${source.ref} | ${source.commit} | ${source.licence} |`,
  );
  return [
    '# Schemas of the kinds that this project knows',
    '',
    'Generated by `scripts/pack-schemas.ts`; do not edit. The schemas are those of the CustomResourceDefinitions of the projects',
    'below, changed in that descriptions and examples were taken out and the rest was packed: `index.generated.json` lists the',
    'kinds, `<group>.jsonl.br` holds one line of JSON per kind, compressed with Brotli; `read.ts` reads them. The labels',
    '`cluster.x-k8s.io/<contract>` are those that the release of each project adds to its CRDs.',
    'Every project is under the Apache License 2.0; the text is in `LICENSE` at the root.',
    '',
    '| group | kind | repository | file | ref | commit | licence |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
};

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: pack-schemas.ts FOLDER');
const target = join(import.meta.dirname, '../src/schemas');
const sources = sourcesOf(readFileSync(join(folder, 'README.md'), 'utf8'));

const crds = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  .map((name) => {
    const source = sources.get(name);
    if (source === undefined) throw new Error(`README.md does not say where ${name} comes from`);
    return pack(parse(readFileSync(join(folder, name), 'utf8')) as CrdFile, name.split('/')[0] ?? '', source);
  })
  .sort((a, b) => (`${a.group}/${a.kind}` < `${b.group}/${b.kind}` ? -1 : 1));

for (const old of readdirSync(target)) if (old.endsWith('.br')) rmSync(join(target, old));
writeFileSync(
  join(target, 'index.generated.json'),
  `[\n${crds.map((crd) => JSON.stringify(indexEntry(crd))).join(',\n')}\n]\n`,
);
let size = 0;
for (const [group, members] of Map.groupBy(crds, (crd) => crd.group)) {
  const packed = brotliCompressSync(members.map((crd) => JSON.stringify(crd)).join('\n'), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  size += packed.length;
  writeFileSync(join(target, `${group}.jsonl.br`), packed);
}
writeFileSync(join(target, 'README.md'), attribution(crds));
console.log(`${crds.length} kinds, ${size} bytes packed`);
