import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bothEngines, chartWith, rightsTemplates } from './chart.ts';

const path = resolve('deploy/rbac.yaml');
const head =
  '# The rights of the bot, for kubectl. Rendered from deploy/chart by `UPDATE_GOLDEN=1 npm run e2e -- chart`; do not edit.\n';

/** What `deploy/rbac.yaml` has to be, and what it is. `UPDATE_GOLDEN=1` writes it first. */
export function rightsFile(): { readonly wanted: string; readonly shipped: string } {
  const wanted =
    head +
    chartWith(bothEngines, rightsTemplates)
      .replaceAll(/^# Source: .*\n/gm, '')
      .replace(/^---\n/, '');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, wanted);
  return { wanted, shipped: readFileSync(path, 'utf8') };
}
