import type { PrinterColumn } from '../../schemas/read.ts';
import { readPath } from './json-path.ts';
import { asTree, type KubeObject } from './object.ts';
import type { ServedType } from './registry.ts';

/** A duration as kubectl writes ages: the two largest units while small, one when large. */
export const humanDuration = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 0) return '<invalid>';
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const both = (large: number, unit: string, small: number, smallUnit: string): string =>
    small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`;
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return both(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  if (hours < 8) return both(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (hours < 192) return both(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? both(years, 'y', days % 365, 'd') : `${years}y`;
};

const created: PrinterColumn = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

const columnsOf = ({ version }: ServedType): readonly PrinterColumn[] =>
  version.columns.length === 0 ? [created] : version.columns;

const cell = (object: KubeObject, column: PrinterColumn, now: number): unknown => {
  const value = readPath(object, column.jsonPath);
  if (value === undefined || value === null) return null;
  if (column.type === 'date') {
    const time = Date.parse(String(value));
    return Number.isNaN(time) ? '<invalid>' : humanDuration(now - time);
  }
  if (column.type === 'string') return typeof value === 'object' ? JSON.stringify(value) : String(value);
  return value;
};

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export const partial = (object: KubeObject): Readonly<Record<string, unknown>> => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
});

/** A list, an object or an event's object as the table that kubectl prints. */
export const table = (
  served: ServedType,
  objects: readonly KubeObject[],
  options: {
    readonly now: number;
    readonly include: IncludeObject;
    readonly metadata: Readonly<Record<string, unknown>>;
    /** In a watch only the first event carries them. */
    readonly definitions: boolean;
  },
): Readonly<Record<string, unknown>> => {
  const columns = columnsOf(served);
  const name = { name: 'Name', type: 'string', format: 'name', description: '', priority: 0 };
  const definitions = columns.map((column) => ({
    name: column.name,
    type: column.type,
    format: column.format ?? '',
    description: '',
    priority: column.priority ?? 0,
  }));
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: options.definitions ? [name, ...definitions] : [],
    rows: objects.map((object) => ({
      cells: [object.metadata.name, ...columns.map((column) => cell(object, column, options.now))],
      ...(options.include === 'None'
        ? {}
        : { object: options.include === 'Object' ? asTree(object) : partial(object) }),
    })),
  };
};
