import type { z } from 'zod';
import type { ProviderSettings } from '../../domain/manifests/providers/settings.ts';
import { awsSection } from './aws.ts';
import { azureSection } from './azure.ts';
import { devSection } from './dev.ts';
import { gcpSection } from './gcp.ts';

/** How each provider's settings are written in `.github/clusterops.yml`. */
export const providerSections = { aws: awsSection, gcp: gcpSection, azure: azureSection, dev: devSection } satisfies {
  readonly [Id in keyof ProviderSettings]: z.ZodType<ProviderSettings[Id]>;
};
