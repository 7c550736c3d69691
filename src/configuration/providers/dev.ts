import { devDefaults as defaults } from '../../domain/manifests/providers/dev/settings.ts';
import { choice, section } from '../shapes.ts';

export const devSection = section({
  backend: choice('in-memory', 'docker')
    .default(defaults.backend)
    .describe('What machines are: entries in memory, or containers.'),
})
  .prefault({})
  .describe('Clusters for rehearsal.');
