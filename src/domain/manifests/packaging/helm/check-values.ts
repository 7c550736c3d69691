import type { ErrorObject } from 'ajv';
import type { CapiVersion } from '../../../cluster/spec.ts';
import { type Finding, fault } from '../../../finding.ts';
import type { JsonObject } from '../../manifest.ts';
import type { RepositoryFiles } from '../packaging.ts';
import { chartSchema, knowsValue } from './chart-schema.ts';
import { valuesKey } from './values.ts';

const mostNamed = 10;
/** The value that says the version of Cluster API's objects. */
const contract = 'clusterApiVersion';
const older: CapiVersion = 'v1beta1';

/**
 * What a chart's `values.schema.json` refuses of values, seen with the chart's own `values.yaml` beneath as Helm sees them. The older
 * contract is refused unless the schema says that the chart goes by it: objects of another version would not be served.
 */
export function checkValues(chart: string, files: RepositoryFiles, values: JsonObject): readonly Finding[] {
  const schema = chartSchema(chart, files);
  if (schema === undefined) return values[contract] === older ? [makesNoOlder(chart, files)] : [];
  const place = { path: schema.path, line: 1 };
  if ('broken' in schema) {
    const message = `The schema of the chart's values cannot be used: ${schema.broken}.`;
    return [fault('cluster/values-refused', message, { place, cure: 'Correct the schema.' })];
  }
  // That a branch does not hold says nothing beside what is wrong in it.
  const wrong = schema.errors(values).filter(({ keyword }) => keyword !== 'if');
  if (values[contract] === older && wrong.every(({ instancePath }) => instancePath === `/${contract}`)) {
    const goesBy = knowsValue(schema, values, [contract], { value: older, meaningless: 'v0' });
    return goesBy ? [] : [makesNoOlder(chart, files)];
  }
  return wrong.slice(0, mostNamed).map((error) =>
    fault('cluster/values-refused', `The chart ${chart} refuses ${said(error)}.`, {
      place,
      cure: 'Ask for what the chart makes, extend the chart, or use packaging=plain.',
    }),
  );
}

function makesNoOlder(chart: string, files: RepositoryFiles): Finding {
  const path = `${chart}/values.schema.json`;
  const message = `The cluster needs objects of Cluster API ${older}, and the chart ${chart} does not say that it makes them.`;
  const cure = `Let the chart go by ${contract}, as examples/charts/cluster of ClusterOps does, and allow ${older} for it in ${path}; or use packaging=plain or packaging=kustomize.`;
  const place = { path: files.has(path) ? path : `${chart}/Chart.yaml`, line: 1 };
  return fault('cluster/values-refused', message, { place, cure });
}

function said({ instancePath, message = 'is invalid', params, keyword }: ErrorObject): string {
  const at = [valuesKey, ...instancePath.split('/').slice(1)].join('.');
  if (keyword === 'enum')
    return `${at}: it must be one of ${(params['allowedValues'] as readonly unknown[]).join(', ')}`;
  if (keyword === 'const') return `${at}: it must be ${JSON.stringify(params['allowedValue'])}`;
  if (keyword === 'false schema') return `${at}: it must be left out`;
  if (keyword === 'additionalProperties') return `${at}.${String(params['additionalProperty'])}: it has no such value`;
  return `${at}: it ${message}`;
}
